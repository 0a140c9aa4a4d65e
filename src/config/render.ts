/** Problems as a compiler shows them: place, sentence, the line itself, and a mark under the mistake. */
import type { Problem } from './problem.ts';

export function renderProblems(problems: readonly Problem[]): string {
  return problems.map((problem) => `${problem.file}:${problem.line}:${problem.column}: ${problem.message}`).join('\n');
}
