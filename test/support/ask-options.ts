/** What a command of the house was asked for. `--help` prints the usage; a mistake is told in a sentence, and ends with status 2. */
import { describeError } from '../../src/core/index.ts';

/** `parse` throws a sentence for what it does not understand; undefined: only help was asked for. Ends the process for both. */
export function askOptions<T>(usage: string, parse: (args: readonly string[]) => T | undefined): T {
  const args = process.argv.slice(2);
  try {
    const options = args.includes('--help') ? undefined : parse(args);
    if (options !== undefined) return options;
  } catch (error) {
    process.stderr.write(`${describeError(error)}\n\n${usage}\n`);
    process.exit(2);
  }
  process.stdout.write(`${usage}\n`);
  process.exit(0);
}
