/** Thrown by a value reader to give up its directive; the parser catches it at once and reads on. */
import type { Finding } from './report.ts';

export class Mistake extends Error {
  readonly finding: Finding;

  constructor(finding: Finding) {
    super(finding.message);
    this.finding = finding;
  }
}
