/**
 * From options to lanes. A lane is one kind of Job that all contenders run: what lies in the source, how it is saved, and
 * which of its Jobs count. A restore or an Incremental needs a Full first, which counts only where it was asked for.
 */
import type { ContenderSpec } from './contender-spec.ts';
import type { BenchOptions, Digest } from './options.ts';

/** random: cannot be compressed. half: log-like lines between random bytes. */
export type Source =
  | { readonly kind: 'big'; readonly bytes: number; readonly content: 'random' | 'half' }
  | { readonly kind: 'small' | 'empty'; readonly files: number };

export const OPERATIONS = ['backup', 'unchanged', 'restore'] as const;
export type Operation = (typeof OPERATIONS)[number];
export type Compression = 'none' | 'ZSTD' | 'GZIP1';

export interface Lane {
  readonly source: Source;
  /** Those that count. */
  readonly operations: readonly Operation[];
  readonly digest: Digest;
  readonly compression: Compression;
  readonly tls: boolean;
  readonly commCompression: boolean;
  readonly turns: number;
  readonly contenders: readonly ContenderSpec[];
}

const HALF_BYTES_MAX = 1024 ** 3;
/** The two files whose memory is compared. */
const SMALLER_BYTES = 256 * 1024 ** 2;
const LARGER_BYTES = 4 * 1024 ** 3;

/** Lanes of one source stand together, so that it is made once. */
export function lanesOf(options: BenchOptions): readonly Lane[] {
  return [
    ...bigLanes(options),
    ...halfLanes(options),
    ...smallLanes(options),
    ...emptyLanes(options),
    ...memoryLanes(options),
  ];
}

function bigLanes(options: BenchOptions): readonly Lane[] {
  const { bytes, digests, tls } = options;
  const operations = bigOperations(options);
  if (operations.length === 0) return [];
  const source: Source = { kind: 'big', bytes, content: 'random' };
  return tls.flatMap((on) => digests.map((digest) => lane({ source, operations, digest, tls: on }, options)));
}

/** What is random already shows nothing of compression; and compressors are slow enough to be measured by less. */
function halfLanes(options: BenchOptions): readonly Lane[] {
  const operations = bigOperations(options);
  if (operations.length === 0) return [];
  const source: Source = { kind: 'big', bytes: Math.min(options.bytes, HALF_BYTES_MAX), content: 'half' };
  const half = (more: Partial<Lane>) => lane({ source, operations, ...more }, options);
  return [
    ...(options.commCompression ? [half({}), half({ commCompression: true })] : []),
    ...(options.zstd ? [half({ compression: 'ZSTD', contenders: options.contenders.filter(knowsZstd) })] : []),
    ...(options.gzip ? [half({ compression: 'GZIP1' })] : []),
  ].filter(({ contenders }) => contenders.length > 0);
}

const knowsZstd = ({ client }: ContenderSpec): boolean => client === 'ours';

function bigOperations({ parts }: BenchOptions): readonly Operation[] {
  const restored = parts.includes('restore') && (parts.includes('big') || !parts.includes('small'));
  return OPERATIONS.filter((one) => (one === 'backup' ? parts.includes('big') : one === 'restore' && restored));
}

function smallLanes(options: BenchOptions): readonly Lane[] {
  const { parts, files, tls } = options;
  const asked: Record<Operation, boolean> = {
    backup: parts.includes('small'),
    unchanged: parts.includes('unchanged'),
    restore: parts.includes('restore') && (parts.includes('small') || !parts.includes('big')),
  };
  const operations = OPERATIONS.filter((one) => asked[one]);
  if (operations.length === 0) return [];
  return tls.map((on) => lane({ source: { kind: 'small', files }, operations, tls: on }, options));
}

function emptyLanes(options: BenchOptions): readonly Lane[] {
  const source: Source = { kind: 'empty', files: options.files };
  return options.parts.includes('empty') ? [lane({ source, operations: ['backup'] }, options)] : [];
}

function memoryLanes(options: BenchOptions): readonly Lane[] {
  if (!options.parts.includes('memory')) return [];
  const sizes = showsLargest(options) ? [SMALLER_BYTES] : [SMALLER_BYTES, Math.max(LARGER_BYTES, options.bytes)];
  return sizes.map((bytes) => {
    const source: Source = { kind: 'big', bytes, content: 'random' };
    return lane({ source, operations: ['backup', 'restore'], turns: 1 }, options);
  });
}

/** The lanes of the big file stand there already, with their memory. */
const showsLargest = (options: BenchOptions): boolean =>
  options.bytes >= LARGER_BYTES && bigOperations(options).includes('restore') && options.parts.includes('big');

/** What a lane does not vary: the usual digest, and the first kind of connection that was asked for. */
function lane(given: Pick<Lane, 'source' | 'operations'> & Partial<Lane>, options: BenchOptions): Lane {
  const { tls, turns, contenders, digests } = options;
  return {
    digest: digests.includes('md5') ? 'md5' : (digests[0] ?? 'none'),
    compression: 'none',
    tls: tls[0] ?? false,
    commCompression: false,
    turns,
    contenders,
    ...given,
  };
}
