/** What a verb may say, and to whom: a person at a terminal, a file, a program. Tests give a fake one. */

export interface Terminal {
  /** Standard output; resolves when there is room again. */
  out(text: string): Promise<void>;
  /** Standard error: what is no result. */
  note(text: string): void;
  /** Somebody watches standard error: progress may be redrawn there. */
  readonly redraws: boolean;
  readonly columns: number;
  readonly colours: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborts at Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal;
}

export function processTerminal(signal: AbortSignal): Terminal {
  const { stdout, stderr, env } = process;
  return {
    out: (text) =>
      new Promise((resolve) => {
        if (stdout.write(text)) resolve();
        else stdout.once('drain', resolve);
      }),
    note: (text) => void stderr.write(text),
    redraws: stderr.isTTY === true,
    get columns() {
      return stderr.columns ?? stdout.columns ?? 80;
    },
    // https://no-color.org: any value that is not empty.
    colours: stdout.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb',
    environment: env,
    signal,
  };
}
