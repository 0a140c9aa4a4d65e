/** The level of a Job and the time since which it looks, as the FD is told (page 02 §3). */
import type { ByteString } from '../../core/index.ts';
import { line } from '../line.ts';

export interface LevelCommand {
  readonly level: 'full' | 'base' | 'incremental' | 'differential';
  /** Full and Base never say that they are accurate. */
  readonly accurate?: boolean;
  /** Goes on with an incomplete Job. */
  readonly rerunning?: boolean;
  /** For the estimate command, FD ≥ 15 only. */
  readonly estimate?: boolean;
}

/** Full and base are answered `2000 OK level`; incremental and differential are not: formatSince follows at once. */
export function formatLevel(command: LevelCommand): ByteString {
  const dated = command.level === 'incremental' || command.level === 'differential';
  const prefix = command.accurate && dated ? 'accurate_' : '';
  const rerunning = command.rerunning ? ' rerunning ' : ' ';
  const estimate = command.estimate ? ' estimate ' : '';
  return `level = ${prefix}${command.level}${rerunning} mtime_only=0 ${estimate}\n`;
}

const SINCE = line('level = since_utime {sinceSec:int} mtime_only={mtimeOnly:flag} prev_job={previousJob}\n');
const SINCE_OLD = line('level = since_utime {sinceSec:int} mtime_only={mtimeOnly:flag}');

/** Ten BTIME signals come before the answer `2000 OK level`; each wants formatBtime. */
export const formatSince = (sinceSec: number, previousJob: ByteString): ByteString =>
  SINCE.format({ sinceSec, mtimeOnly: false, previousJob });

export type LevelLine =
  | { readonly kind: 'level'; readonly command: LevelCommand }
  | { readonly kind: 'since'; readonly sinceSec: number; readonly previousJob?: ByteString };

const LEVEL = line('level = {name:word} {options:raw}');
const LEVELS = ['full', 'base', 'incremental', 'differential'] as const;

/** What an FD reads; undefined: no level that we know. */
export function parseLevel(text: ByteString): LevelLine | undefined {
  const since = SINCE.parse(text) ?? SINCE_OLD.parse(text);
  if (since) return { kind: 'since', ...since };
  const fields = LEVEL.parse(text);
  if (fields === undefined) return undefined;
  const accurate = fields.name.startsWith('accurate_');
  const name = accurate ? fields.name.slice('accurate_'.length) : fields.name;
  const level = LEVELS.find((known) => known === name);
  if (level === undefined) return undefined;
  const words = fields.options.split(/\s+/, 8);
  return {
    kind: 'level',
    command: { level, accurate, rerunning: words.includes('rerunning'), estimate: words.includes('estimate') },
  };
}

const BTIME = line('btime {microseconds:int}\n');

/** The Director's answer to the BTIME signal: its clock in microseconds. */
export const formatBtime = (now: Date): ByteString => BTIME.format({ microseconds: now.getTime() * 1000 });
export const parseBtime = (text: ByteString): number | undefined => BTIME.parse(text)?.microseconds;
