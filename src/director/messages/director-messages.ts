/**
 * What the Director says of itself, beside its log: to the Messages of its own resource, as JobId 0 (specification 07
 * §5). Its mails leave when they are closed: at a reload, and at the end.
 */
import type { MessagesResource } from '../../config/index.ts';
import { type ByteString, type Clock, type Logger, toByteString, withDeadline } from '../../core/index.ts';
import type { ConsoleMessages, JobMessages } from './job-messages.ts';
import type { MessageType } from './message.ts';
import { openJobMessages } from './open.ts';
import { messageRoute } from './route.ts';

export interface DirectorMessages extends AsyncDisposable {
  /** A sentence for people (display text). */
  say(type: MessageType, sentence: string): void;
  /** From now on as this reading of the configuration has it. */
  follow(director: DirectorOfMessages): void;
}

export interface DirectorOfMessages {
  readonly name: ByteString;
  readonly messages: MessagesResource | undefined;
}

export interface DirectorMessagesHouse {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly consoleMessages: ConsoleMessages;
}

/** A mail program that hangs must not keep the Director from stopping. */
const FAREWELL_MS = 10_000;

export function openDirectorMessages(director: DirectorOfMessages, house: DirectorMessagesHouse): DirectorMessages {
  let open = openFor(director, house);
  const closing = new Set<Promise<void>>();
  const close = (): void => {
    const closed = withDeadline(open.close(), FAREWELL_MS, () => new Error('mail')).catch(() => {});
    closing.add(closed);
    void closed.finally(() => closing.delete(closed));
  };
  return {
    say(type, sentence) {
      open.messages?.say(type, toByteString(sentence));
      // Rare, and somebody may look at once: not gathered as a Job's words are.
      void open.messages?.flush();
    },
    follow(next) {
      close();
      open = openFor(next, house);
    },
    async [Symbol.asyncDispose]() {
      close();
      await Promise.all(closing);
    },
  };
}

interface Open {
  readonly messages: JobMessages | undefined;
  close(): Promise<void>;
}

/** Without the Catalog: rows of the Log table belong to a Job and go when it is pruned, so these would stay for ever. */
function openFor({ name, messages: resource }: DirectorOfMessages, house: DirectorMessagesHouse): Open {
  if (resource === undefined) return { messages: undefined, close: async () => {} };
  const codes = { directorName: name, jobId: 0, uniqueName: '*none*', jobName: '*none*', typeName: 'Director' };
  const messages = openJobMessages(messageRoute(resource), {
    ...house,
    directorName: name,
    jobId: 0,
    codes: () => codes,
  });
  return { messages, close: () => messages.close({ status: messages.errors > 0 ? 'E' : 'T', codes }) };
}
