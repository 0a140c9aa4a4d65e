/** Where messages go: the Messages resource, with its lists of types already resolved to sets. */
import type { ByteString } from '../../core/index.ts';
import type { MessageType } from './message.ts';

interface Filtered {
  readonly types: ReadonlySet<MessageType>;
}

export type MessageDestination =
  | (Filtered & { readonly kind: 'catalog' | 'console' | 'stdout' | 'stderr' | 'syslog' })
  /** `file` starts afresh with each Job, `append` adds. */
  | (Filtered & { readonly kind: 'file' | 'append'; readonly path: ByteString })
  | (Filtered & {
      readonly kind: 'mail' | 'mailOnError' | 'mailOnSuccess' | 'operator';
      readonly recipients: readonly ByteString[];
    });

export interface MessageRoute {
  readonly name: ByteString;
  readonly destinations: readonly MessageDestination[];
  readonly mailCommand?: ByteString | undefined;
  readonly operatorCommand?: ByteString | undefined;
}
