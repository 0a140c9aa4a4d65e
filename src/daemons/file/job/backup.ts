/**
 * A backup in the thread of its Job (specification 02 §9, 04 §2, §3): opens the session with the Storage, walks, sends
 * what is taken, and closes the session only where all went well: that is how the Storage hears of it.
 */
import { openPki } from '../crypto/index.ts';
import type { FileSet } from '../file-set/index.ts';
import { type DigestName, digestOfSignature, openFileEncoder, openPacketWriter } from '../streams/index.ts';
import { openHardLinks } from '../walk/index.ts';
import type { AccurateTable } from './accurate-table.ts';
import { closeSession, openSession } from './append-session.ts';
import { fileSetOf } from './file-set-of.ts';
import { Pacing } from './pacing.ts';
import { PacketCheck } from './packet-check.ts';
import { RecordStream } from './record-stream.ts';
import { Selector } from './selector.ts';
import type { StorageLink } from './storage-link.ts';
import { takeFiles } from './take-files.ts';
import { tellWhy } from './tell-why.ts';
import type { BackupOrder, Outcome } from './thread-calls.ts';
import type { ThreadTools } from './thread-tools.ts';

export interface BackupTools {
  readonly tools: ThreadTools;
  readonly storage: StorageLink;
  readonly table: AccurateTable | undefined;
}

const STOP_MS = 2_500;

function digestsOf({ includes }: FileSet): DigestName[] {
  const flags = includes.flatMap(({ options }) => options.map((block) => block.flags));
  const names = flags.map(({ signature }) => digestOfSignature(signature)?.name);
  return [...new Set(names)].filter((name) => name !== undefined);
}

/** Never rejects: what went wrong has been said, and is in the status. */
export async function runBackup(work: BackupTools, order: BackupOrder): Promise<Outcome> {
  const { tools, storage } = work;
  let encrypted = false;
  try {
    const fileSet = await fileSetOf(order.fileSet, tools);
    const pki = openPki(tools.settings.pki);
    encrypted = pki.encrypts;
    const ticket = await openSession(storage);
    const { connection } = storage;
    const writer = openPacketWriter((bytes, written) => {
      tools.figures.add('commBytes', bytes.length);
      return connection.sendFramed(bytes, written);
    });
    // A connection that is lost shows when more is sent.
    const pacing = new Pacing(tools, () => writer.flush().catch(() => {}));
    const check = new PacketCheck(storage, writer, tools.settings.sdPacketCheck);
    const pause = (): Promise<void> | undefined => {
      if (storage.trouble !== undefined) throw storage.trouble;
      tools.figures.set('jobBytes', writer.jobBytes);
      return check.look() ?? pacing.pause(writer.jobBytes) ?? writer.ready();
    };
    await using encoder = openFileEncoder({ writer, pki, pause, chunkBytes: tools.settings.networkBufferBytes });
    using links = openHardLinks({ directory: tools.settings.workingDirectory, fileSet });
    const records = new RecordStream({ tools, writer, encoder, links, fileIndex: order.fileIndex });
    const selector = new Selector(order, work.table);
    await takeFiles({ tools, links, records, selector, pause }, fileSet, order);
    await writer.flush();
    tools.figures.set('jobBytes', writer.jobBytes);
    await closeSession(storage, ticket);
    return { status: 'T', encrypted, digests: digestsOf(fileSet) };
  } catch (error) {
    // The Storage is about to be told, too: where it hangs up itself, what it has stays good for a resumed Job.
    if (tools.figures.stopRequested === 'stop') await storage.untilTrouble(STOP_MS);
    return { status: tellWhy(storage.trouble ?? error, tools), encrypted };
  }
}
