/**
 * `restore`: files come back from one Storage, or from several one after the other (specification 02 §12). Scripts,
 * plugin objects and lists come before the first one; `endrestore` after the last.
 */
import type { ByteString } from '../../../core/index.ts';
import { clientCommand, type Replace, SIGNAL } from '../../../protocol/index.ts';
import type { RestoreOrder } from '../job/thread-calls.ts';
import type { ClientJob } from './client-job.ts';
import { carryOut, conclude } from './command-backup.ts';
import type { Conversation, Next } from './conversation.ts';
import { refusedUser } from './unserved.ts';

const REPLACES: readonly Replace[] = ['a', 'w', 'o', 'n'];
type Order = Omit<RestoreOrder, 'saved'>;

const PIECE_MS = 10 * 60_000;

export async function restore(conversation: Conversation, text: ByteString): Promise<Next> {
  const { director, job, link } = conversation;
  const order = parse(text);
  if (job === undefined || order === undefined) {
    await link.say(`Bad replace command. CMD=${text.trimEnd()}\n`);
    return 'end';
  }
  if (!isAllowed(order, director.allowedRestoreDirectories)) {
    await link.say('2996 Restore path out of allowed directories.\n');
    return 'end';
  }
  if (!job.connected) {
    job.say('fatal', 'Cannot contact Storage daemon\n');
    await link.say('2902 Bad restore\n');
    return 'end';
  }
  const refused = refusedUser(director, 'restore');
  if (refused !== undefined) {
    job.say('fatal', `${refused}\n`);
    await link.say('2902 Bad restore\n');
    return 'end';
  }
  job.type = 'R';
  await link.say('2000 OK restore\n');
  const { all: saved } = conversation.daemon.savedDigests;
  await carryOut(conversation, job, () => job.thread.call('restore', { ...order, saved }));
  job.connected = false;
  if (!job.severalStorages) return await finish(conversation, job);
  await link.say('2000 OK storage end\n');
  // A canceled or broken Job does not wait for what would come next.
  return isOver(job) ? await finish(conversation, job) : 'go-on';
}

export async function endRestore(conversation: Conversation): Promise<Next> {
  const { job, link } = conversation;
  if (job !== undefined) return await finish(conversation, job);
  await link.say('2998 No Authorization\n');
  return 'end';
}

const isOver = (job: ClientJob): boolean => job.stopped !== undefined || job.status === 'f';

async function finish(conversation: Conversation, job: ClientJob): Promise<Next> {
  if (!isOver(job)) await carryOut(conversation, job, () => job.thread.call('finishRestore'));
  return await conclude(conversation, job);
}

function parse(text: ByteString): Order | undefined {
  const fields = clientCommand.restoreRegex.parse(text) ?? clientCommand.restore.parse(text) ?? parseOld(text);
  const replace = REPLACES.find((known) => known === fields?.replace);
  return fields === undefined || replace === undefined ? undefined : { ...fields, replace };
}

/** Directors leave `files=` out for Clients that they take for old. */
const parseOld = (text: ByteString) => {
  const whole = text.replace(/^restore +/, 'restore files=0 ');
  return clientCommand.restoreRegex.parse(whole) ?? clientCommand.restore.parse(whole);
};

/** Names that a substitution makes are not known beforehand: with a list of folders only a plain prefix is. */
function isAllowed({ where = '', regexWhere }: Order, directories: readonly ByteString[]): boolean {
  if (directories.length === 0) return true;
  if (regexWhere !== undefined || where.split('/').includes('..')) return false;
  return directories.some((directory) => `${where}/`.startsWith(directory.endsWith('/') ? directory : `${directory}/`));
}

/** No plugin of ours has features. */
export async function pluginFeatures({ link }: Conversation): Promise<Next> {
  await link.signal(SIGNAL.EOD);
  return 'go-on';
}

/** Names for a plugin that asked for them; none of ours does, so none come. There is no answer. */
export const restoreFileList = async (conversation: Conversation): Promise<Next> =>
  (await passOver(conversation)) ? 'go-on' : 'end';

/** Only Windows has components. */
export async function componentInfo(conversation: Conversation): Promise<Next> {
  if (!(await passOver(conversation))) return 'end';
  await conversation.link.say('2000 OK ComponentInfo\n');
  return 'go-on';
}

/** Settings that a plugin saved: bpipe's say how to restore, which the record of the file says too. */
export async function restoreObject({ link }: Conversation, text: ByteString): Promise<Next> {
  if (text.startsWith('restoreobject end')) {
    await link.say('2000 OK ObjectRestored\n');
    return 'go-on';
  }
  if (!/^restoreobject +JobId=/.test(text)) {
    await link.say('2909 Bad RestoreObject command.\n');
    return 'end';
  }
  const [name, object] = [await link.receive(PIECE_MS), await link.receive(PIECE_MS)];
  return name.kind === 'line' && object.kind === 'line' ? 'go-on' : 'end';
}

async function passOver({ link }: Conversation): Promise<boolean> {
  for (;;) {
    const piece = await link.receivePiece(PIECE_MS);
    if (piece === undefined) return false;
    if (piece.last) return true;
  }
}
