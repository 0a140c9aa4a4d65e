/** Results as lines of text: a heading for each lane, then each operation with one line a contender. Pure. */
import { median } from '../median.ts';
import { type ContenderSpec, isGenuine } from './contender-spec.ts';
import type { Results } from './lanes.ts';
import type { Measurement } from './measure-job.ts';
import type { Lane, Operation, Source } from './plan.ts';

const WORDS = { backup: 'backup', unchanged: 'Incremental of nothing new', restore: 'restore' } as const;
const NAME_WIDTH = 36;
const COLUMN_WIDTH = 11;

/** What a rate is counted in. */
interface Made {
  readonly files: number;
  readonly bytes: number;
}

export function describeLane({ source, digest, compression, tls, commCompression }: Lane): string {
  return [
    sourceText(source),
    { none: 'no digest', md5: 'MD5', sha256: 'SHA-256' }[digest],
    ...(compression === 'none' ? [] : [compression]),
    tls ? 'TLS' : 'in clear',
    ...(commCompression ? ['Comm Compression'] : []),
  ].join(', ');
}

function sourceText(source: Source): string {
  if (source.kind !== 'big') return `${source.files} ${source.kind} files`;
  return `1 ${source.content === 'half' ? 'half-compressible file' : 'file'} of ${sizeText(source.bytes)}`;
}

export function tableOf(lane: Lane, made: Made, results: Results): string {
  const genuine = lane.contenders.filter(isGenuine);
  const heading = [
    lane.source.kind === 'big' ? 'MB/s' : 'files/s',
    ...genuine.map(({ name }) => `/ ${name}`),
    ...['Job s', 'CPU s C', 'CPU s S', 'peak MB C', 'peak MB S'],
  ];
  const lines = lane.operations.flatMap((operation) =>
    lane.contenders.map((spec) => {
      const of = (who: ContenderSpec) => measurements(results, who, operation);
      const ratios = genuine.map((other) => (isGenuine(spec) ? '' : `${ratio(of(spec), of(other)).toFixed(2)} x`));
      const [rate = '', ...rest] = figures(of(spec), lane.source.kind === 'big' ? made.bytes / 1e6 : made.files);
      return row(`${WORDS[operation]}, ${spec.name}`, [rate, ...ratios, ...rest]);
    }),
  );
  const turns = `${lane.turns} ${lane.turns === 1 ? 'turn' : 'turns'}`;
  return [`\n${describeLane(lane)}; ${turns}`, row('', heading), ...lines].join('\n');
}

const measurements = (results: Results, spec: ContenderSpec, operation: Operation): readonly Measurement[] =>
  (results.get(spec) ?? []).flatMap((turn) => turn.get(operation) ?? []);

/** Rate, seconds of the whole Job, CPU seconds, memory. */
function figures(measured: readonly Measurement[], work: number): readonly string[] {
  const middle = (value: (one: Measurement) => number) => median(measured.map(value));
  const megabytes = (value: (one: Measurement) => number) => (Math.max(...measured.map(value)) / 1024 ** 2).toFixed(0);
  return [
    (work / middle((one) => one.dataSec)).toFixed(0),
    middle((one) => one.wholeSec).toFixed(2),
    middle((one) => one.clientCpuSec).toFixed(2),
    middle((one) => one.storageCpuSec).toFixed(2),
    megabytes((one) => one.clientPeakBytes),
    megabytes((one) => one.storagePeakBytes),
  ];
}

/** How many times as fast as the other one: the median of the turns' ratios. */
export const ratio = (measured: readonly Measurement[], other: readonly Measurement[]): number =>
  median(measured.map(({ dataSec }, turn) => (other[turn]?.dataSec ?? Number.NaN) / dataSec));

const row = (name: string, columns: readonly string[]): string =>
  [name.padEnd(NAME_WIDTH), ...columns.map((column) => column.padStart(COLUMN_WIDTH))].join('').trimEnd();

export function sizeText(bytes: number): string {
  const units = [
    ['GiB', 1024 ** 3],
    ['MiB', 1024 ** 2],
  ] as const;
  const found = units.find(([, size]) => bytes % size === 0);
  return found === undefined ? `${bytes} bytes` : `${bytes / found[1]} ${found[0]}`;
}
