/** What `npm run bench -- data` may be asked for. Pure: an argument list becomes options, or a sentence about a mistake. */
import { parseArgs } from 'node:util';
import { type ContenderSpec, parseContender } from './contender-spec.ts';

export const PARTS = ['big', 'small', 'empty', 'unchanged', 'restore', 'memory'] as const;
export type Part = (typeof PARTS)[number];
export const DIGESTS = ['none', 'md5', 'sha256'] as const;
export type Digest = (typeof DIGESTS)[number];
const SWITCH = ['off', 'on'] as const;

export interface BenchOptions {
  readonly parts: readonly Part[];
  readonly digests: readonly Digest[];
  /** Adds rows with compression, of content that can be compressed to about a half. */
  readonly zstd: boolean;
  readonly gzip: boolean;
  readonly tls: readonly boolean[];
  /** Also with compression of what the daemons send one another, which is on in genuine daemons as they come. */
  readonly commCompression: boolean;
  readonly turns: number;
  /** Of the big file. */
  readonly bytes: number;
  /** Of each tree of small files. */
  readonly files: number;
  readonly contenders: readonly ContenderSpec[];
  /** One line of JSON a measurement in place of tables. */
  readonly json: boolean;
}

export const USAGE = `npm run bench -- data [OPTIONS]; lists are separated by commas
  --part LIST         of ${PARTS.join(', ')} (all); restore: of the big file, of the small ones,
                      or of both, whichever parts are given
  --digest LIST       of ${DIGESTS.join(', ')} (all)
  --tls LIST          of off, on (both; on: PSK, and certificates for 9.6.7, which knows nothing else)
  --comm-compression, --zstd, --gzip
                      more rows of the big file, with content that can be compressed to about a half; the first two by
                      default where neither --part nor --digest is given; Debian's Clients ignore ZSTD: it is ours alone
  --turns N           how often each contender has its turn (1); medians are shown
  --bytes N           of the big file (4 GiB)
  --files N           of each tree of small files (200000)
  --contenders LIST   of ours, 15.0.3, 9.6.7 (all), or CLIENT+STORAGE such as 15.0.3+ours
  --json              one line of JSON for each measurement`;

/** undefined: only help was asked for. Throws a sentence for anything that is not understood. */
export function parseOptions(args: readonly string[]): BenchOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      part: { type: 'string' },
      digest: { type: 'string' },
      zstd: { type: 'boolean' },
      gzip: { type: 'boolean', default: false },
      tls: { type: 'string', default: 'off,on' },
      'comm-compression': { type: 'boolean' },
      turns: { type: 'string', default: '1' },
      bytes: { type: 'string', default: String(4 * 1024 ** 3) },
      files: { type: 'string', default: '200000' },
      contenders: { type: 'string', default: '15.0.3,9.6.7,ours' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const everything = values.part === undefined && values.digest === undefined;
  return {
    parts: listOf('part', PARTS, values.part),
    digests: listOf('digest', DIGESTS, values.digest),
    zstd: values.zstd ?? everything,
    gzip: values.gzip,
    tls: listOf('tls', SWITCH, values.tls).map((word) => word === 'on'),
    commCompression: values['comm-compression'] ?? everything,
    turns: countOf('turns', values.turns),
    bytes: countOf('bytes', values.bytes),
    files: countOf('files', values.files),
    contenders: values.contenders.split(',').map(parseContender),
    json: values.json,
  };
}

/** Left out: all of them. */
function listOf<T extends string>(name: string, known: readonly T[], text?: string): readonly T[] {
  if (text === undefined) return known;
  return text.split(',').map((word) => {
    const found = known.find((one) => one === word);
    if (found === undefined) throw new Error(`--${name} takes ${known.join(', ')}; not ${JSON.stringify(word)}`);
    return found;
  });
}

function countOf(name: string, text: string): number {
  const count = Number(text);
  if (!Number.isSafeInteger(count) || count < 1)
    throw new Error(`--${name} takes a whole number from 1 on; not ${text}`);
  return count;
}
