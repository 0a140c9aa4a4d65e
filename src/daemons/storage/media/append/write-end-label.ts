/**
 * The last record of a session. It names the address of its own block (page 05 §4.2), so nothing may come between
 * looking where that goes and putting it there.
 */
import type { BlockPacker } from '../../../../volume/index.ts';
import type { Appender } from './appender.ts';
import type { Party } from './party.ts';

const BLOCK_HEADER_BYTES = 24;
const RECORD_HEADER_BYTES = 12;

export interface EndOfSession {
  readonly party: Party;
  readonly packer: BlockPacker;
  readonly appender: Appender;
  /** The label, for a block at this address; its length is always the same. */
  readonly label: (address: number) => Buffer;
  /** Resolves when all finished blocks of the session are written. */
  readonly drained: () => Promise<void>;
}

/** Does nothing more once the session has failed. */
export async function writeEndLabel({ party, packer, appender, label, drained }: EndOfSession): Promise<void> {
  const labelBytes = label(0).length;
  packer.makeRoom(labelBytes);
  await drained();
  const blockBytes = (packer.openBytes || BLOCK_HEADER_BYTES) + RECORD_HEADER_BYTES + labelBytes;
  while (!appender.ready(blockBytes)) {
    await appender.ensure(party, blockBytes).catch(() => undefined);
    if (party.failure !== undefined) return;
  }
  if (party.failure !== undefined) return;
  await packer.writeLabel('endOfSession', party.job.jobId, label(appender.nextAddress));
  packer.flush();
}
