/** A mistake in a configuration file: where it is, what was found, what was expected, what may help. */

export type Severity = 'error' | 'warning';

export interface Problem {
  readonly severity: Severity;
  /** The file as it was named, also when it was included. */
  readonly file: string;
  /** Both count from 1; a column counts bytes. */
  readonly line: number;
  readonly column: number;
  /** Bytes that the mistake covers, for the underline. */
  readonly length: number;
  /** One sentence, no full stop. */
  readonly message: string;
  /** What would have been right there. */
  readonly expected?: string;
  /** What the reader can do: the nearest known name, a trap of the language. */
  readonly hint?: string;
  /** The line itself, secrets and all: it is shown to whoever may read the file. */
  readonly sourceLine?: string;
}
