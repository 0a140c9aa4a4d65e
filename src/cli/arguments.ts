/** Command lines of the verbs: node's parseArgs, its refusals in our words. */
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { UsageError } from './errors.ts';

/** Understood by every verb that talks to a Director. */
export const CONNECTION_OPTIONS = {
  socket: { type: 'string' },
  url: { type: 'string' },
  'token-file': { type: 'string' },
  json: { type: 'boolean' },
} as const satisfies ParseArgsOptionsConfig;

export interface ArgumentLimits {
  readonly verb: string;
  readonly positionals: readonly [least: number, most: number];
  /** What is missing where there are too few. */
  readonly wants?: string;
}

export function parseArguments<const Options extends ParseArgsOptionsConfig>(
  args: readonly string[],
  options: Options,
  { verb, positionals: [least, most], wants }: ArgumentLimits,
) {
  const parsed = refuseAsUsage(verb, () =>
    parseArgs({ args: [...args], options, allowPositionals: true, strict: true }),
  );
  const { length } = parsed.positionals;
  if (length < least) throw new UsageError(`${verb} needs ${wants ?? `${least} arguments`}`, verb);
  if (length > most) throw new UsageError(`${verb} does not understand "${parsed.positionals[most]}"`, verb);
  return parsed;
}

function refuseAsUsage<T>(verb: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new UsageError((error instanceof Error ? error.message : String(error)).split('. ')[0] ?? '', verb);
  }
}

export function parseJobId(text: string | undefined, verb: string): number {
  const jobId = Number(text);
  if (text === undefined) throw new UsageError(`${verb} needs a JobId`, verb);
  if (!/^\d+$/.test(text) || jobId < 1) throw new UsageError(`${text} is no JobId`, verb);
  return jobId;
}

export function parseNumber(text: string | undefined, flag: string, verb: string): number | undefined {
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new UsageError(`--${flag} ${text} is no number`, verb);
  return Number(text);
}

const LOCAL = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?)?$/;

/** `2026-11-20`, `2026-11-20 09:45[:08]` in local time, or ISO 8601 with its zone; as ISO. */
export function parseTime(text: string | undefined, flag: string, verb: string): string | undefined {
  if (text === undefined) return undefined;
  const [, year, month, day, hour = 0, minute = 0, second = 0] = LOCAL.exec(text) ?? [];
  const time =
    year === undefined
      ? new Date(/[zZ]$|[+-]\d\d:?\d\d$/.test(text) ? text : Number.NaN)
      : new Date(Number(year), Number(month) - 1, Number(day), Number(hour), Number(minute), Number(second));
  if (Number.isNaN(time.getTime())) {
    throw new UsageError(`--${flag} "${text}" is no time: write it as "2026-11-20 09:45:08"`, verb);
  }
  return time.toISOString();
}

/** `full`, `Inc`, `d` … to the level's name. */
export function parseLevel(text: string | undefined, verb: string): string | undefined {
  if (text === undefined) return undefined;
  const found = ['Full', 'Differential', 'Incremental'].find((name) =>
    name.toLowerCase().startsWith(text.toLowerCase()),
  );
  if (found === undefined || text === '') {
    throw new UsageError(`--level ${text} is none of Full, Differential, Incremental`, verb);
  }
  return found;
}
