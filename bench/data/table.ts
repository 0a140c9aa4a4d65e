/** Results as lines of text: a heading for each lane, then each operation with one line a contender. Pure. */
import { median } from '../median.ts';
import { type ContenderSpec, isGenuine } from './contender-spec.ts';
import type { Results } from './lanes.ts';
import type { Measurement } from './measure-job.ts';
import { type Lane, OPERATIONS, type Operation } from './plan.ts';

const WORDS = { backup: 'backup', unchanged: 'Incremental of nothing', restore: 'restore' } as const;

/** What a rate is counted in. */
interface Made {
  readonly files: number;
  readonly bytes: number;
}

export function describeLane({ source, digest, compression, tls, commCompression }: Lane): string {
  return [
    source.kind === 'big' ? `1 file of ${sizeText(source.bytes)}` : `${source.files} ${source.kind} files`,
    { none: 'no digest', md5: 'MD5', sha256: 'SHA-256' }[digest],
    ...(compression === 'none' ? [] : [`${compression} of half-compressible content`]),
    tls ? 'TLS' : 'in clear',
    ...(commCompression ? ['Comm Compression'] : []),
  ].join(', ');
}

export function tableOf(lane: Lane, made: Made, results: Results): string {
  const genuine = lane.contenders.filter(isGenuine);
  const unit = lane.source.kind === 'big' ? 'MB/s' : 'files/s';
  const heads = [
    unit,
    ...genuine.map(({ name }) => `/ ${name}`),
    'whole Job s',
    'CPU s C',
    'CPU s S',
    'peak MB C',
    'peak MB S',
  ];
  const lines = lane.operations
    .toSorted((a, b) => OPERATIONS.indexOf(a) - OPERATIONS.indexOf(b))
    .flatMap((operation) => lane.contenders.map((spec) => line(operation, spec, genuine, lane, made, results)));
  return [
    `\n${describeLane(lane)}, ${lane.turns} ${lane.turns === 1 ? 'turn' : 'turns'}`,
    row(['', ...heads]),
    ...lines,
  ].join('\n');
}

function line(
  operation: Operation,
  spec: ContenderSpec,
  genuine: readonly ContenderSpec[],
  { source }: Lane,
  made: Made,
  results: Results,
): string {
  const measured = results.get(spec)?.get(operation) ?? [];
  const of = (value: (one: Measurement) => number) => median(measured.map(value));
  const work = source.kind === 'big' ? made.bytes / 1e6 : made.files;
  return row([
    `${WORDS[operation]}, ${spec.name}`,
    (work / of((one) => one.dataSec)).toFixed(0),
    ...genuine.map((other) => (other === spec ? '' : ratioText(measured, results.get(other)?.get(operation) ?? []))),
    of((one) => one.wholeSec).toFixed(2),
    of((one) => one.clientCpuSec).toFixed(2),
    of((one) => one.storageCpuSec).toFixed(2),
    megabytes(Math.max(...measured.map((one) => one.clientPeakBytes))),
    megabytes(Math.max(...measured.map((one) => one.storagePeakBytes))),
  ]);
}

/** How many times as fast as the other one: the median of the turns' ratios. */
export const ratioText = (measured: readonly Measurement[], other: readonly Measurement[]): string =>
  `${median(measured.map(({ dataSec }, turn) => (other[turn]?.dataSec ?? Number.NaN) / dataSec)).toFixed(2)} x`;

const row = ([name = '', ...columns]: readonly string[]): string =>
  [name.padEnd(34), ...columns.map((column) => column.padStart(12))].join('').trimEnd();

const megabytes = (bytes: number): string => (bytes / 1024 ** 2).toFixed(0);

export function sizeText(bytes: number): string {
  for (const [unit, size] of [
    ['GiB', 1024 ** 3],
    ['MiB', 1024 ** 2],
  ] as const) {
    if (bytes % size === 0) return `${bytes / size} ${unit}`;
  }
  return `${bytes} bytes`;
}
