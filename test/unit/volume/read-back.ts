/** Reads a Volume of a test through the whole reader, and keeps copies of what it gave. */
import type { ReadOptions } from '../../../src/volume/block-reader.ts';
import type { VolumeDamage } from '../../../src/volume/damage.ts';
import { VolumeDamagedError } from '../../../src/volume/errors.ts';
import { RecordAssembler, type RecordBatch } from '../../../src/volume/record-assembler.ts';
import type { RecordFilter } from '../../../src/volume/record-filter.ts';
import { readRecords } from '../../../src/volume/record-reader.ts';
import type { VolumeSource } from '../../../src/volume/volume-source.ts';

export interface ReadBack {
  readonly records: readonly {
    readonly sessionId: number;
    readonly fileIndex: number;
    readonly stream: number;
    readonly data: Buffer;
    readonly address: number;
    readonly volume: string;
  }[];
  readonly damages: readonly VolumeDamage[];
  /** What ended it early. */
  readonly stopped: VolumeDamage | undefined;
}

export type ReadBackOptions = ReadOptions & { readonly filter?: RecordFilter; readonly assembler?: RecordAssembler };

export async function readBack(source: VolumeSource, options: ReadBackOptions = {}): Promise<ReadBack> {
  const assembler = options.assembler ?? new RecordAssembler(options.filter);
  const records: ReadBack['records'][number][] = [];
  const damages: VolumeDamage[] = [];
  let stopped: VolumeDamage | undefined;
  const keep = (batch: RecordBatch) => {
    for (const { sessionId, fileIndex, stream, data, address, volume } of batch.records) {
      records.push({ sessionId, fileIndex, stream, data: Buffer.from(data), address, volume });
      // Whoever has a batch may do with its bytes what it likes.
      data.fill(0xdd);
    }
    damages.push(...batch.damages);
  };
  try {
    for await (const batch of readRecords(source, assembler, options)) keep(batch);
    if (options.assembler === undefined) keep(assembler.finish());
  } catch (error) {
    if (!(error instanceof VolumeDamagedError)) throw error;
    stopped = error.damage;
  }
  return { records, damages, stopped };
}
