/**
 * A regular expression as steps of a machine that can be at many of them at once. Repetitions with numbers are written
 * out, so their number is bounded.
 */
import type { CharacterSet } from './character-set.ts';
import type { Assertion, Expression } from './expression.ts';

export type Step =
  /** Takes a character of the set, and goes on with the next step. */
  | { readonly kind: 'take'; readonly set: CharacterSet }
  | { readonly kind: 'assert'; readonly what: Assertion }
  /** Goes on at both. */
  | { readonly kind: 'fork'; readonly first: number; readonly second: number }
  | { readonly kind: 'jump'; readonly to: number }
  | { readonly kind: 'match' };

const STEPS_MAX = 10_000;

/** Undefined: it is too large. */
export function compileProgram(expression: Expression): readonly Step[] | undefined {
  const steps: Step[] = [];
  if (!write(expression, steps)) return undefined;
  steps.push({ kind: 'match' });
  return steps;
}

function write(expression: Expression, steps: Step[]): boolean {
  if (steps.length > STEPS_MAX) return false;
  switch (expression.kind) {
    case 'set':
      steps.push({ kind: 'take', set: expression.set });
      return true;
    case 'assert':
      steps.push(expression);
      return true;
    case 'sequence':
      return expression.of.every((item) => write(item, steps));
    case 'choice':
      return writeChoice(expression.of, steps);
    case 'repeat':
      return writeRepeat(expression, steps);
  }
}

function writeChoice(branches: readonly Expression[], steps: Step[]): boolean {
  const [first, ...others] = branches;
  if (first === undefined) return true;
  if (others.length === 0) return write(first, steps);
  const fork = steps.push({ kind: 'match' }) - 1;
  if (!write(first, steps)) return false;
  const jump = steps.push({ kind: 'match' }) - 1;
  steps[fork] = { kind: 'fork', first: fork + 1, second: steps.length };
  if (!writeChoice(others, steps)) return false;
  steps[jump] = { kind: 'jump', to: steps.length };
  return true;
}

function writeRepeat({ of, min, max }: Extract<Expression, { kind: 'repeat' }>, steps: Step[]): boolean {
  for (let i = 0; i < min; i++) {
    const before = steps.length;
    if (!write(of, steps)) return false;
    if (steps.length === before) break; // nothing, however often
  }
  if (max === Number.POSITIVE_INFINITY) {
    const fork = steps.push({ kind: 'match' }) - 1;
    if (!write(of, steps)) return false;
    steps.push({ kind: 'jump', to: fork });
    steps[fork] = { kind: 'fork', first: fork + 1, second: steps.length };
    return true;
  }
  const forks: number[] = [];
  for (let i = min; i < max; i++) {
    forks.push(steps.push({ kind: 'match' }) - 1);
    if (!write(of, steps)) return false;
  }
  for (const fork of forks) steps[fork] = { kind: 'fork', first: fork + 1, second: steps.length };
  return true;
}
