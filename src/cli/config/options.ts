/** What all parts of `understudy config` understand. */
import type { Environment } from '../connection/address.ts';
import { openReplication, type Replication } from './open-replication.ts';

export const CONFIG_OPTIONS = {
  config: { type: 'string', short: 'c' },
  'node-config': { type: 'string', short: 'n' },
  json: { type: 'boolean' },
} as const;

const DEFAULT_FILE = '/etc/bacula/bacula-dir.conf';

interface Values {
  readonly config?: string | undefined;
  readonly 'node-config'?: string | undefined;
}

export const openFromOptions = (values: Values, environment: Environment): Promise<Replication> =>
  openReplication({ mainFile: values.config ?? DEFAULT_FILE, nodeFile: values['node-config'] }, environment);
