/** The stream in which file data travels, and what its number says about the records (specification 04 §3.2, §5). */
import { STREAM, streamType } from '../../../protocol/index.ts';
import type { FileOptions } from '../file-set/index.ts';

/** `block`: LZO or ZSTD, behind a header that says which. */
export type DataCompression = 'none' | 'gzip' | 'block';

export interface DataFormat {
  readonly stream: number;
  /** Each record begins with the eight bytes of its place in the file. */
  readonly addressed: boolean;
  readonly compression: DataCompression;
  readonly encrypted: boolean;
  /** The bytes are what Windows' BackupRead gives. */
  readonly windows: boolean;
}

const format = (
  stream: number,
  compression: DataCompression,
  { addressed = false, encrypted = false, windows = false } = {},
): DataFormat => ({ stream, addressed, compression, encrypted, windows });

const FORMATS: readonly DataFormat[] = [
  format(STREAM.fileData, 'none'),
  format(STREAM.gzipData, 'gzip'),
  format(29, 'block'),
  format(STREAM.sparseData, 'none', { addressed: true }),
  format(STREAM.sparseGzipData, 'gzip', { addressed: true }),
  format(30, 'block', { addressed: true }),
  format(STREAM.encryptedData, 'none', { encrypted: true }),
  format(23, 'gzip', { encrypted: true }),
  format(32, 'block', { encrypted: true }),
  format(11, 'none', { windows: true }),
  format(12, 'gzip', { windows: true }),
  format(31, 'block', { windows: true }),
  format(21, 'none', { windows: true, encrypted: true }),
  format(24, 'gzip', { windows: true, encrypted: true }),
  format(33, 'block', { windows: true, encrypted: true }),
];

const byType = new Map(FORMATS.map((row) => [row.stream, row]));

/** Flags of a stream number: each record begins with its offset; a delta; references to deduplicated blocks. */
const OFFSETS = 1 << 26;
const DELTA = 1 << 27;
const REFERENCES = 1 << 24;

/** Undefined: not file data, or such as nobody here can read. */
export function dataFormat(stream: number): DataFormat | undefined {
  const row = byType.get(streamType(stream));
  if (row === undefined || (stream & (DELTA | REFERENCES)) !== 0) return undefined;
  return (stream & OFFSETS) !== 0 ? { ...row, addressed: true } : row;
}

/** How data of a file with these options is sent. Encrypted data, and what is no plain file, has no holes left out. */
export function formatFor(
  options: Pick<FileOptions, 'sparse' | 'compression'>,
  { encrypted, regular }: { readonly encrypted: boolean; readonly regular: boolean },
): DataFormat {
  const addressed = options.sparse && regular && !encrypted;
  const compression = compressionOf(options);
  const row = byWay.get(compression)?.[(addressed ? 1 : 0) + (encrypted ? 2 : 0)];
  return row as DataFormat;
}

/** Each file asks. In a row: plain, addressed, encrypted. */
const byWay = new Map(
  (['none', 'gzip', 'block'] as const).map((compression) => {
    const rows = FORMATS.filter((row) => row.compression === compression && !row.windows);
    const find = (addressed: boolean, encrypted: boolean) =>
      rows.find((row) => row.addressed === addressed && row.encrypted === encrypted);
    return [compression, [find(false, false), find(true, false), find(false, true)]];
  }),
);

function compressionOf({ compression }: Pick<FileOptions, 'compression'>): DataCompression {
  if (compression === undefined) return 'none';
  return compression.algorithm === 'gzip' ? 'gzip' : 'block';
}
