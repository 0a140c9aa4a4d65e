/**
 * The Client's part of a restore (02 §12): one Job, and for each Storage in turn where it is, what to do, and the end of
 * its data. A Client that fails may say its verdict (`2800`) at any of these points.
 */
import { type ByteString, displayText } from '../../core/index.ts';
import {
  type ClientEndJob,
  clientCommand,
  clientReply,
  formatRestore,
  parseClientEndJob,
} from '../../protocol/index.ts';
import { type ClientSession, REPLY_MS } from '../job/client-session.ts';
import { DaemonRefusedError } from '../job/errors.ts';
import type { RestorePlan } from './plan.ts';

// The Client tries the Storage for half an hour by itself, without a word.
const STORAGE_MS = 31 * 60_000;

export interface StorageForClient {
  readonly address: ByteString;
  readonly port: number;
  readonly authorization: ByteString;
}

/** The Client is connected there when this resolves. */
export async function pointAtRestoreStorage(
  client: ClientSession,
  { address, port, authorization }: StorageForClient,
): Promise<void> {
  const command = clientCommand.restoreStorage.format({ address, port, tls: 0, authorization });
  const hint = `Can the Client reach ${displayText(address)}:${port}? FDStorageAddress gives it another address`;
  await client.command(command, clientReply.storage, 'its connection to the Storage', { timeoutMs: STORAGE_MS, hint });
}

/** The same line for every Storage: `files` is the sum over all of them. */
export async function startRestore(client: ClientSession, plan: RestorePlan): Promise<void> {
  const { replace, prefixLinks, where, regexWhere } = plan.destination;
  const command = formatRestore({
    files: plan.filesExpected,
    replace,
    prefixLinks,
    where,
    ...(regexWhere !== undefined && { regexWhere }),
  });
  await client.command(command, clientReply.restore, 'its answer to restore', { timeoutMs: REPLY_MS });
}

/** What stands for "this Storage is done, more may follow"; a verdict is only given by `2800`. */
export const STORAGE_DONE: ClientEndJob = {
  status: 'T',
  files: 0,
  readBytes: 0,
  jobBytes: 0,
  errors: 0,
  snapshot: false,
  encrypted: false,
  commBytes: 0,
  compressedCommBytes: 0,
};

/** Waits until the Client has taken all that one Storage sends: STORAGE_DONE, or its verdict when it gave up. */
export async function endOfStorage(client: ClientSession, timeoutMs: number): Promise<ClientEndJob> {
  const reply = await client.session.reply({ awaited: 'the end of the data of its Storage', timeoutMs });
  const verdict = parseClientEndJob(reply);
  if (verdict !== undefined) {
    client.isDone = true;
    return verdict;
  }
  if (clientReply.storageEnd.parse(reply) !== undefined) return STORAGE_DONE;
  throw new DaemonRefusedError(client.daemon, 'the restore', displayText(reply.trim()));
}

/** No more Storages; what follows is the verdict. */
export async function endRestore(client: ClientSession): Promise<ClientEndJob> {
  await client.send(clientCommand.endRestore.format({}));
  return await client.endOfJob(FAREWELL_MS);
}

// Scripts of the Client may still run.
const FAREWELL_MS = 144 * 3_600_000;
