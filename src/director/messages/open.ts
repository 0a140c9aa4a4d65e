import type { JobMessages, MessagesContext } from './job-messages.ts';
import type { MessageRoute } from './route.ts';

export function openJobMessages(_route: MessageRoute, _context: MessagesContext): JobMessages {
  throw new Error('not yet');
}
