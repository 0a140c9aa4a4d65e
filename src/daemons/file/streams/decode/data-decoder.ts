/**
 * The records of one file's data, turned back into the bytes that were saved: decrypted, taken apart, decompressed. Record
 * boundaries of an encrypted stream mean nothing; otherwise each record stands for itself.
 */
import { createDecipheriv, type Decipheriv } from 'node:crypto';
import type { DataKey } from '../../crypto/index.ts';
import type { DataFormat } from '../data-stream.ts';
import { BlockSplitter } from './block-splitter.ts';
import { DataRecordError } from './data-error.ts';
import { decompress } from './decompress.ts';

/** Bytes of the file; `address` undefined: right behind those before. Valid during the call only. */
export type UseData = (bytes: Buffer, address: number | undefined) => void;

export interface DataDecoder {
  /** @throws DataRecordError */
  take(record: Buffer, use: UseData): void;
  /** No more records of this file. @throws DataRecordError */
  end(use: UseData): void;
}

/** `key`: what the session data of the file has opened; needed where the format is an encrypted one. */
export function openDataDecoder(format: DataFormat, key?: DataKey): DataDecoder {
  const block = (record: Buffer, use: UseData): void => takeBlock(format, record, use);
  if (!format.encrypted) return { take: block, end: () => {} };
  if (key === undefined) throw new DataRecordError('it is encrypted, and its session data did not come before it');
  return decryptingDecoder(createDecipheriv(key.cipher.openssl, key.key, key.iv), block);
}

const ADDRESS_BYTES = 8;
const HIGH_WORD = 0x1_0000_0000;

function takeBlock({ addressed, compression }: DataFormat, record: Buffer, use: UseData): void {
  if (!addressed) {
    use(decompress(record, compression), undefined);
    return;
  }
  if (record.length < ADDRESS_BYTES) throw new DataRecordError('it ends within its address');
  const address = record.readUInt32BE(0) * HIGH_WORD + record.readUInt32BE(4);
  if (!Number.isSafeInteger(address)) throw new DataRecordError('its address is beyond every file');
  const body = record.subarray(ADDRESS_BYTES);
  // A record of an address alone brings nothing.
  if (body.length > 0) use(decompress(body, compression), address);
}

function decryptingDecoder(decipher: Decipheriv, block: (bytes: Buffer, use: UseData) => void): DataDecoder {
  const splitter = new BlockSplitter();
  return {
    take: (record, use) => splitter.take(decipher.update(record), (bytes) => block(bytes, use)),
    end(use) {
      let last: Buffer;
      try {
        last = decipher.final();
      } catch (cause) {
        throw new DataRecordError('its encryption does not end as it must', { cause });
      }
      splitter.take(last, (bytes) => block(bytes, use));
      if (splitter.pending > 0) throw new DataRecordError('it ends within an encrypted block');
    },
  };
}
