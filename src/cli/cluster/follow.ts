/** Waits for what an operator has ordered, and tells on standard error how far it is. */
import { systemClock } from '../../core/index.ts';
import { type Dcs, type Look, until } from '../../ha/index.ts';
import { parseNumber } from '../arguments.ts';
import type { Terminal } from '../terminal.ts';

export const WAIT_OPTIONS = { timeout: { type: 'string' }, 'no-wait': { type: 'boolean' } } as const;

export interface WaitValues {
  readonly timeout?: string | undefined;
  readonly json?: boolean | undefined;
}

/** @returns how long it took, in ms. @throws OrderNotDoneError; when the terminal's signal aborts, what was ordered stands */
export function follow(
  dcs: Dcs,
  look: Look,
  { signal, note }: Terminal,
  { values, verb, defaultSeconds }: { values: WaitValues; verb: string; defaultSeconds: number },
): Promise<number> {
  const timeoutMs = (parseNumber(values.timeout, 'timeout', verb) ?? defaultSeconds) * 1000;
  const tell = (sentence: string): void => {
    if (!values.json) note(`${sentence}\n`);
  };
  return until(look, { dcs, clock: systemClock, signal, timeoutMs, tell });
}

/** `1.9 s` */
export const tookSeconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
