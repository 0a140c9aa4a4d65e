/** What the program's exit code says. docs/user-guide.md lists them. */
export const EXIT = {
  ok: 0,
  /** A Job ended badly, or a configuration has mistakes. */
  failed: 1,
  /** The command line is not understood. */
  usage: 2,
  /** No Director answers. */
  unreachable: 3,
  /** The Director refuses: unknown name, wrong token, nothing of that number. */
  refused: 4,
  /** Something broke: in the Director, a daemon, the Catalog, or here. */
  broken: 5,
  /** Ctrl-C. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
