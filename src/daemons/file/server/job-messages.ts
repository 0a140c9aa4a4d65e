/**
 * Where a Client's words about a Job go: the Messages resource of its file says which kinds reach the Director, and
 * which are written down here (specification 02 §11, 07 §5). The Director's other destinations are not a daemon's.
 */
import { appendFile } from 'node:fs/promises';
import type { MessageDestination, MessagesResource } from '../../../config/index.ts';
import {
  type ByteString,
  byteStringToBytes,
  type Clock,
  describeError,
  type Logger,
  unixSeconds,
} from '../../../core/index.ts';
import { formatJobMessage, type MessageType, type Release } from '../../../protocol/index.ts';

export interface MessageSource {
  readonly daemon: ByteString;
  readonly director: ByteString;
  readonly jobId: number;
  /** The Director's: it decides the numbers of the kinds. */
  readonly release: Release;
}

export interface MessageTools {
  readonly clock: Clock;
  readonly logger: Logger;
  /** To the Director; never rejects. */
  readonly send: (line: ByteString) => void;
}

export type Say = (type: MessageType, text: ByteString) => void;

/** What stands before the text, as genuine daemons put it. */
const PREFIXES: Partial<Record<MessageType, string>> = {
  abort: 'ABORT: ',
  fatal: 'Fatal error: ',
  error: 'Error: ',
  warning: 'Warning: ',
  security: 'Security Alert: ',
};
const TEXT_BYTES_MAX = 60_000;

/** Without a Messages resource everything goes to the Director. */
export function jobMessages(messages: MessagesResource | undefined, source: MessageSource, tools: MessageTools): Say {
  const toDirector = filterFor(messages, ({ kind, where }) => kind === 'director' && where.includes(source.director));
  const files = (messages?.destinations ?? []).filter(({ kind }) => kind === 'append' || kind === 'file');
  return (type, text) => {
    const line = `${PREFIXES[type] ?? ''}${text}`.slice(0, TEXT_BYTES_MAX).replace(/\0/g, '').replace(/\n?$/, '\n');
    const timeSec = unixSeconds(tools.clock.now());
    const said = source.jobId === 0 ? line : `${source.daemon} JobId ${source.jobId}: ${line}`;
    tools.logger.debug({ jobId: source.jobId, type }, line.trimEnd());
    if (toDirector(type)) {
      tools.send(
        source.jobId === 0
          ? line
          : formatJobMessage({ jobId: source.jobId, type, timeSec, text: said }, source.release),
      );
    }
    for (const file of files)
      if (includes(file, type)) void writeDown(file, `${dated(tools.clock.now())} ${said}`, tools);
  };
}

function filterFor(
  messages: MessagesResource | undefined,
  isOurs: (destination: MessageDestination) => boolean,
): (type: MessageType) => boolean {
  const ours = messages?.destinations.filter(isOurs);
  return ours === undefined ? () => true : (type) => ours.some((destination) => includes(destination, type));
}

/** The names of the configuration, in the lower case of the wire. */
const includes = ({ types }: MessageDestination, type: MessageType): boolean =>
  types.some((name) => name.toLowerCase() === type.replace('_', ''));

async function writeDown({ where }: MessageDestination, text: ByteString, { logger }: MessageTools): Promise<void> {
  const [path = ''] = where;
  try {
    await appendFile(byteStringToBytes(path), byteStringToBytes(text));
  } catch (error) {
    logger.warn({ path }, `A message could not be written down: ${describeError(error)}`);
  }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const two = (value: number): string => String(value).padStart(2, '0');

/** `20-Nov 09:32` */
const dated = (time: Date): string =>
  `${two(time.getDate())}-${MONTHS[time.getMonth()]} ${two(time.getHours())}:${two(time.getMinutes())}`;
