/** A configuration that cannot be used, with everything that is wrong with it. */
import { AppError } from '../core/index.ts';
import type { Problem } from './problem.ts';
import { renderProblems } from './render.ts';

export class ConfigurationError extends AppError {
  readonly code = 'CONFIG_INVALID';
  override readonly hint = 'understudy check FILE shows the same problems';
  readonly problems: readonly Problem[];

  constructor(file: string, problems: readonly Problem[]) {
    super(`${file} cannot be used:\n${renderProblems(problems)}`);
    this.problems = problems;
  }
}
