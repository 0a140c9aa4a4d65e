/** The two Volumes that the genuine daemons wrote, and what is known to be on them (test/fixtures/h2-volumes.json). */
import { readFileSync } from 'node:fs';

export interface FixtureVolume {
  readonly file: string;
  readonly written_by: string;
  readonly size: number;
  readonly blocks: readonly {
    readonly address: number;
    readonly length: number;
    readonly number: number;
    readonly id: 'BB02' | 'BB03';
    readonly VolSessionId: number;
    readonly VolSessionTime: number;
  }[];
  readonly sessions: Readonly<
    Record<
      string,
      {
        readonly records: readonly {
          readonly FileIndex: number;
          readonly Stream: number;
          readonly length: number;
          readonly record_sha256: string;
        }[];
      }
    >
  >;
  readonly labels: readonly {
    readonly kind: string;
    readonly record_block_address: number;
    readonly stream_field: number;
    readonly data_length: number;
    readonly fields: Readonly<Record<string, string | number>>;
  }[];
}

interface Fixtures {
  readonly volumes: readonly FixtureVolume[];
  readonly checksum_vectors: {
    readonly xxh3_64: Readonly<Record<string, string>>;
    readonly crc32: Readonly<Record<string, string>>;
  };
}

const FOLDER = new URL('../../fixtures/', import.meta.url);

export const fixtures = JSON.parse(readFileSync(new URL('h2-volumes.json', FOLDER), 'utf8')) as Fixtures;
export const readFixture = (volume: FixtureVolume): Buffer => readFileSync(new URL(volume.file, FOLDER));
