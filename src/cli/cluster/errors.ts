/** What the verbs that look after a cluster have to say themselves. */
import { AppError } from '../../core/index.ts';

export class NotClusteredError extends AppError {
  readonly code = 'CLI_NOT_CLUSTERED';
  override readonly hint =
    'Name the understudy.conf of a node: --node-config or UNDERSTUDY_NODE_CONFIG; a Director without a Cluster leads alone';

  constructor(file: string) {
    super(`${file} has no Cluster resource`);
  }
}
