/** The resource `Messages` of every daemon (07 §5): which kinds of message go where. */
import type { ByteString } from '../../../core/index.ts';
import { destinations } from '../../messages/destinations.ts';
import { name, type Table, text } from '../../table/index.ts';

export type MessageType =
  | 'abort'
  | 'debug'
  | 'events'
  | 'fatal'
  | 'error'
  | 'warning'
  | 'info'
  | 'saved'
  | 'notSaved'
  | 'skipped'
  | 'mount'
  | 'terminate'
  | 'restored'
  | 'security'
  | 'alert'
  | 'volMgmt'
  | 'errorTerm'
  | 'verified';

export type DestinationKind =
  | 'console'
  | 'stdout'
  | 'stderr'
  | 'syslog'
  | 'catalog'
  | 'director'
  | 'file'
  | 'append'
  | 'mail'
  | 'mailOnError'
  | 'mailOnSuccess'
  | 'operator';

export interface MessageDestination {
  readonly kind: DestinationKind;
  /** Mail addresses; the path of `file` and `append`; the name of `director`; empty for the others. */
  readonly where: readonly ByteString[];
  /** What goes there, `!` and `all` worked out: `all` is everything but debug, saved and events. */
  readonly types: readonly MessageType[];
  /** 15.x's `events.<name>`: custom events by name. */
  readonly customEvents: readonly ByteString[];
  /** The MailCommand (OperatorCommand for `operator`) in force where the destination stands. */
  readonly mailCommand: ByteString | undefined;
}

export interface MessagesResource {
  readonly name: ByteString;
  readonly description: ByteString | undefined;
  readonly destinations: readonly MessageDestination[];
}

export const messagesTable: Table<MessagesResource> = {
  name: name('Name', { required: true }),
  description: text('Description'),
  destinations: destinations(),
};
