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
  readonly operations: readonly Operation[];
  readonly digest: Digest;
  readonly compression: Compression;
  readonly tls: boolean;
  readonly commCompression: boolean;
  readonly turns: number;
  readonly contenders: readonly ContenderSpec[];
}

/** The smaller one of the two files whose memory is compared. */
const SMALLER_BYTES = 256 * 1024 ** 2;
const LARGER_BYTES = 4 * 1024 ** 3;

/** Lanes of one source stand together, so that it is made once. */
export function lanesOf(options: BenchOptions): readonly Lane[] {
  const { bytes, files } = options;
  return [
    ...bigLanes({ kind: 'big', bytes, content: 'random' }, options),
    ...compressedLanes({ kind: 'big', bytes, content: 'half' }, options),
    ...smallLanes({ kind: 'small', files }, options),
    ...emptyLanes({ kind: 'empty', files }, options),
    ...memoryLanes(options),
  ];
}

function bigLanes(source: Source, options: BenchOptions): readonly Lane[] {
  const operations = bigOperations(options);
  if (operations.length === 0) return [];
  return channels(options).flatMap((channel) =>
    options.digests.map((digest) => lane({ ...channel, source, operations, digest }, options)),
  );
}

function compressedLanes(source: Source, options: BenchOptions): readonly Lane[] {
  const compressions = (['ZSTD', 'GZIP1'] as const).filter((name) => (name === 'ZSTD' ? options.zstd : options.gzip));
  const operations = bigOperations(options);
  if (operations.length === 0) return [];
  return compressions.map((compression) => {
    const able = options.contenders.filter(({ client }) => compression !== 'ZSTD' || client === 'ours');
    return { ...lane({ source, operations, compression, digest: 'md5' }, options), contenders: able };
  });
}

function bigOperations({ parts }: BenchOptions): readonly Operation[] {
  const restored = parts.includes('restore') && (parts.includes('big') || !parts.includes('small'));
  return OPERATIONS.filter((one) => (one === 'backup' ? parts.includes('big') : one === 'restore' && restored));
}

function smallLanes(source: Source, options: BenchOptions): readonly Lane[] {
  const { parts } = options;
  const asked: Record<Operation, boolean> = {
    backup: parts.includes('small'),
    unchanged: parts.includes('unchanged'),
    restore: parts.includes('restore') && (parts.includes('small') || !parts.includes('big')),
  };
  const operations = OPERATIONS.filter((one) => asked[one]);
  return operations.length === 0
    ? []
    : channels(options).map((channel) => lane({ ...channel, source, operations }, options));
}

const emptyLanes = (source: Source, options: BenchOptions): readonly Lane[] =>
  options.parts.includes('empty') ? [lane({ source, operations: ['backup'] }, options)] : [];

function memoryLanes(options: BenchOptions): readonly Lane[] {
  if (!options.parts.includes('memory')) return [];
  return [SMALLER_BYTES, Math.max(LARGER_BYTES, options.bytes)].map((bytes) => ({
    ...lane(
      { source: { kind: 'big', bytes, content: 'random' }, operations: ['backup', 'restore'], digest: 'md5' },
      options,
    ),
    turns: 1,
  }));
}

const channels = ({ tls, commCompression }: BenchOptions) =>
  tls.flatMap((on) => commCompression.map((packed) => ({ tls: on, commCompression: packed })));

/** What a lane does not vary: a tree of small files has the usual digest; the first kind of connection that was asked for. */
function lane(given: Pick<Lane, 'source' | 'operations'> & Partial<Lane>, options: BenchOptions): Lane {
  const { tls = [], commCompression = [], turns, contenders, digests } = options;
  return {
    digest: digests.includes('md5') ? 'md5' : (digests[0] ?? 'none'),
    compression: 'none',
    tls: tls[0] ?? false,
    commCompression: commCompression[0] ?? false,
    turns,
    contenders,
    ...given,
  };
}
