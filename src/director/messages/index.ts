/** Messages: `const messages = openJobMessages(route, context)`; say, relay, and close it after the report. */
export { openConsoleMessages } from './console-messages.ts';
export { type DirectorMessages, openDirectorMessages } from './director-messages.ts';
export type { CatalogLog, ConsoleMessages, JobMessages, LogRow, MessagesContext } from './job-messages.ts';
export { directorText } from './line.ts';
export { MESSAGE_TYPES, type Message, type MessageType } from './message.ts';
export { openJobMessages } from './open.ts';
export { type MessageDestination, type MessageRoute, messageRoute } from './route.ts';
