/** Where mistakes go while a file is read: a bounded list, in the order found. */
import type { Problem, Severity } from '../problem.ts';

/** A problem as it is reported: an error unless it says otherwise. */
export type Finding = Omit<Problem, 'severity' | 'sourceLine'> & { readonly severity?: Severity };

export type Report = (finding: Finding) => void;

const PROBLEMS_MAX = 500;

export class ProblemList {
  readonly #problems: Problem[] = [];

  readonly report: Report = ({ severity = 'error', ...finding }) => {
    if (this.#problems.length < PROBLEMS_MAX) this.#problems.push({ severity, ...finding });
  };

  /** No more is taken in: there is no use in reading on. */
  get full(): boolean {
    return this.#problems.length >= PROBLEMS_MAX;
  }

  /** As a reader meets them: by place, files in the order of their first problem. */
  inOrder(): readonly Problem[] {
    const files = [...new Set(this.#problems.map(({ file }) => file))];
    return this.#problems.toSorted(
      (a, b) => files.indexOf(a.file) - files.indexOf(b.file) || a.line - b.line || a.column - b.column,
    );
  }
}
