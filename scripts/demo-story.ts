/** How a demo tells its story: a line for each thing that happens, a tick for each claim that holds, and the sum at the end. */
import { describeError } from '../src/core/index.ts';

let failures = 0;

export const wentWell = (): boolean => failures === 0;

export function tell(what: string, text: string): void {
  console.log(`${what.padEnd(13)} ${text}`);
}

export function check(claim: string, holds: boolean): void {
  if (!holds) failures++;
  tell(holds ? '  ok' : '  NOT OK', claim);
}

export const since = (start: number): string => `${((performance.now() - start) / 1000).toFixed(1)} s`;

export const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`;

/** Exit status 0 only if all went well. */
export async function play(demo: () => Promise<void>): Promise<void> {
  try {
    await demo();
  } catch (error) {
    failures++;
    console.error(describeError(error));
  }
  console.log(failures === 0 ? 'All went well.' : `${failures} things went wrong.`);
  process.exitCode = failures === 0 ? 0 : 1;
}
