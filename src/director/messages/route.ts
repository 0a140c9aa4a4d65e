/** Where messages go: the Messages resource, ready for use. */
import type { MessageDestination as ConfiguredDestination, MessagesResource } from '../../config/index.ts';
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
      /** MailCommand or OperatorCommand; undefined: sendmail. */
      readonly command: ByteString | undefined;
    });

export interface MessageRoute {
  readonly name: ByteString;
  readonly destinations: readonly MessageDestination[];
}

export const messageRoute = ({ name, destinations }: MessagesResource): MessageRoute => ({
  name,
  destinations: destinations.flatMap((destination) => destinationOf(destination) ?? []),
});

function destinationOf({ kind, where, types, mailCommand }: ConfiguredDestination): MessageDestination | undefined {
  const filtered = { types: new Set(types.map(wireName)) };
  switch (kind) {
    case 'director':
      // Only File and Storage Daemons have a Director to tell.
      return undefined;
    case 'file':
    case 'append':
      return { kind, ...filtered, path: where[0] ?? '' };
    case 'mail':
    case 'mailOnError':
    case 'mailOnSuccess':
    case 'operator':
      return { kind, ...filtered, recipients: where, command: mailCommand };
    default:
      return { kind, ...filtered };
  }
}

const wireName = (type: ConfiguredDestination['types'][number]): MessageType => {
  switch (type) {
    case 'notSaved':
      return 'notsaved';
    case 'volMgmt':
      return 'volmgmt';
    case 'errorTerm':
      return 'error_term';
    default:
      return type;
  }
};
