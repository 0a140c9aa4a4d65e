/**
 * The text of a LabelFormat for one Volume. Built-ins come first, then Counter resources, then the Director's
 * environment; what nobody knows stays as it was written (07 §8). Counters that moved come back with the text:
 * storing them is the caller's, in the transaction that creates the Volume.
 */
import { builtInValue, type PoolLabelFacts } from './built-ins.ts';
import { applyOperator } from './operators.ts';
import type { Part, Template, Variable } from './template.ts';

export interface CounterFacts {
  readonly minimum: number;
  readonly maximum: number;
  readonly current: number;
}

export interface LabelSources {
  readonly facts: PoolLabelFacts;
  readonly counters: ReadonlyMap<string, CounterFacts>;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export interface ExpandedLabel {
  readonly text: string;
  /** New current values of the counters that `${Name+}` moved. */
  readonly moved: ReadonlyMap<string, number>;
}

export function expandLabelFormat(template: Template, sources: LabelSources): ExpandedLabel {
  const moved = new Map<string, number>();
  const textOf = (parts: Template): string => parts.map(partText).join('');
  const partText = (part: Part): string => (part.kind === 'text' ? part.text : variableText(part));
  const variableText = (variable: Variable): string =>
    variable.operators.reduce<string | undefined>(
      (value, operator) => applyOperator(value, operator, textOf),
      lookUp(variable, sources, moved),
    ) ?? variable.source;
  return { text: textOf(template), moved };
}

function lookUp(variable: Variable, sources: LabelSources, moved: Map<string, number>): string | undefined {
  const builtIn = builtInValue(variable.name, sources.facts);
  if (builtIn !== undefined) return builtIn;
  const counter = sources.counters.get(variable.name);
  if (counter !== undefined) return String(countOf(variable, counter, moved));
  const values = sources.environment[variable.name]?.split('|');
  return values?.[variable.index ?? 0];
}

/** The value before it moves; past its maximum a counter begins again at its minimum. */
function countOf({ name, increment }: Variable, counter: CounterFacts, moved: Map<string, number>): number {
  const current = moved.get(name) ?? counter.current;
  if (increment) moved.set(name, current >= counter.maximum ? counter.minimum : current + 1);
  return current;
}
