/** The resource `Messages` of every daemon (07 §5): which kinds of message go where. */
import type { ByteString } from '../../../core/index.ts';
import { destinations, type MessageDestination } from '../../messages/destinations.ts';
import { name, type Table, text } from '../../table/index.ts';

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
