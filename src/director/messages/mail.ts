/**
 * Mail, MailOnError, MailOnSuccess: everything the Job said goes to MailCommand once, after the report. Operator: one
 * mail for each message, at once (specification 07 §5, 08b §10).
 */
import { type ByteString, programFault, runProgram, splitCommand } from '../../core/index.ts';
import { type JobCodes, substituteJobCodes } from '../run-script/job-codes.ts';
import type { Destination, JobOutcome } from './destination.ts';
import { MailCommandError } from './errors.ts';
import { datedLine } from './line.ts';
import { MailBody } from './mail-body.ts';
import type { Message, MessageType } from './message.ts';

export const MAIL_TIMEOUT_MS = 120_000;
const PROGRAM_OUTPUT_BYTES_MAX = 500;

export interface MailOptions {
  readonly types: ReadonlySet<MessageType>;
  readonly recipients: readonly ByteString[];
  /** Left out: sendmail, with a subject of its own. */
  readonly command: ByteString | undefined;
  readonly timeoutMs?: number | undefined;
}

export type MailKind = 'mail' | 'mailOnError' | 'mailOnSuccess';
const NAMES: Readonly<Record<MailKind, string>> = {
  mail: 'Mail',
  mailOnError: 'MailOnError',
  mailOnSuccess: 'MailOnSuccess',
};

const isWanted = (kind: MailKind, status: string): boolean => {
  const good = status === 'T' || status === 'W';
  return kind === 'mail' || good === (kind === 'mailOnSuccess');
};

export function openMail(kind: MailKind, options: MailOptions): Destination {
  const body = new MailBody();
  return {
    isMail: true,
    name: `${NAMES[kind]} = ${options.recipients.join(',')}`,
    types: options.types,
    deliver: async (batch) => {
      for (const message of batch) body.add(datedLine(message));
    },
    close: async (outcome: JobOutcome | undefined) => {
      if (outcome === undefined) return;
      const { status, codes } = outcome;
      if (!body.empty && isWanted(kind, status)) await sendMail(body.text(), codes, options);
    },
  };
}

export function openOperator(options: MailOptions, codes: () => JobCodes): Destination {
  return {
    name: `Operator = ${options.recipients.join(',')}`,
    types: options.types,
    deliver: async (batch: readonly Message[]) => {
      for (const message of batch) await sendMail(datedLine(message), codes(), options);
    },
    close: async () => {},
  };
}

/** Runs the command with the text as its input; a fault carries the first words of what it printed. */
async function sendMail(text: ByteString, codes: JobCodes, options: MailOptions): Promise<void> {
  const allCodes = { ...codes, recipients: options.recipients };
  const words =
    options.command === undefined
      ? ['/usr/lib/sendmail', '-F', 'Bacula', ...options.recipients]
      : splitCommand(options.command, (part) => substituteJobCodes(part, allCodes));
  const input = options.command === undefined ? `Subject: Bacula Message\n\n${text}` : text;
  let output = '';
  const result = await runProgram(words, {
    input,
    timeoutMs: options.timeoutMs ?? MAIL_TIMEOUT_MS,
    onLine: (line) => {
      if (output.length < PROGRAM_OUTPUT_BYTES_MAX) output += output === '' ? line : ` ${line}`;
    },
  });
  const fault = programFault(result);
  if (fault !== undefined) throw new MailCommandError(words.join(' '), fault, output);
}
