/** Problems as a compiler shows them: place, sentence, the line itself, and a mark under the mistake. */
import { displayText } from '../core/index.ts';
import type { Problem } from './problem.ts';

export const renderProblems = (problems: readonly Problem[]): string => problems.map(renderProblem).join('\n');

export function renderProblem(problem: Problem): string {
  const { file, line, column, severity, message, expected, hint } = problem;
  const lines = [`${displayText(file)}:${line}:${column}: ${severity}: ${displayText(message)}`, ...excerpt(problem)];
  if (expected !== undefined) lines.push(`  expected: ${displayText(expected)}`);
  if (hint !== undefined) lines.push(`  hint: ${displayText(hint)}`);
  return lines.join('\n');
}

function excerpt({ sourceLine, line, column, length }: Problem): string[] {
  if (sourceLine === undefined) return [];
  const margin = `${line}`.padStart(5);
  const before = displayText(sourceLine.slice(0, column - 1).replaceAll('\t', ' '));
  const marked = displayText(sourceLine.slice(column - 1, column - 1 + length));
  const shown = displayText(sourceLine.replaceAll('\t', ' '));
  const mark = '^'.padEnd(Math.max(1, marked.length), '~');
  return [`${margin} | ${shown}`, `${' '.repeat(margin.length)} | ${' '.repeat(before.length)}${mark}`];
}
