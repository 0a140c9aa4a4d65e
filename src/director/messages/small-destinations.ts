/** Destinations of a few lines each: the Log table, the consoles' ring, the process's own output, the system log. */
import { type ByteString, programFault, runProgram } from '../../core/index.ts';
import type { Destination } from './destination.ts';
import { SyslogError } from './errors.ts';
import type { CatalogLog, ConsoleMessages } from './job-messages.ts';
import { datedLine } from './line.ts';
import type { Message, MessageType } from './message.ts';

type Types = ReadonlySet<MessageType>;

/** Rows of the Log table carry the time in a column, not in the text (specification 06 §4.2). */
export const catalogDestination = (types: Types, write: CatalogLog): Destination => ({
  ...plain('Catalog', types, (batch) => write(batch.map(({ jobId, at, text }) => ({ jobId, time: at, text })))),
  isCatalog: true,
});

export const consoleDestination = (types: Types, ring: ConsoleMessages): Destination =>
  plain('Console', types, async (batch) => {
    for (const message of batch) ring.push(datedLine(message));
  });

export const streamDestination = (name: string, types: Types, write: (text: ByteString) => void): Destination =>
  plain(name, types, async (batch) => write(batch.map(datedLine).join('')));

const SYSLOG_TIMEOUT_MS = 10_000;

/** By logger(1), one run for each batch: the system log's socket differs between systems, its program does not. */
export const syslogDestination = (types: Types): Destination =>
  plain('Syslog', types, async (batch) => {
    const input = batch.map(({ text }) => text).join('');
    const words = ['logger', '-t', 'bacula-dir', '-p', 'daemon.notice'];
    const fault = programFault(await runProgram(words, { input, timeoutMs: SYSLOG_TIMEOUT_MS }));
    if (fault !== undefined) throw new SyslogError(fault);
  });

const plain = (name: string, types: Types, deliver: (batch: readonly Message[]) => Promise<void>): Destination => ({
  name,
  types,
  deliver,
  close: async () => {},
});
