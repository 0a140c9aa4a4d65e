/** Reads the records of one Volume: blocks in big pieces, records out of them, in batches. */
import { type ReadOptions, readVolume } from './block-reader.ts';
import type { RecordAssembler, RecordBatch } from './record-assembler.ts';
import type { VolumeSource } from './volume-source.ts';

/**
 * Reads a Volume through the assembler of the whole restore, which keeps what goes on on the next Volume. The data of a
 * batch holds until the next is asked for. Throws as readVolume.
 */
export async function* readRecords(
  source: VolumeSource,
  assembler: RecordAssembler,
  options: ReadOptions = {},
): AsyncGenerator<RecordBatch> {
  assembler.skipped();
  for await (const { blocks, damages, skipped } of readVolume(source, options)) {
    if (skipped) assembler.skipped();
    assembler.addDamages(damages);
    for (const block of blocks) {
      assembler.begin(block, source.volume);
      while (!assembler.fill()) yield* give(assembler);
    }
    yield* give(assembler);
  }
}

function* give(assembler: RecordAssembler): Generator<RecordBatch> {
  const batch = assembler.takeBatch();
  if (batch.records.length + batch.damages.length > 0) yield batch;
  assembler.endBatch();
}
