/**
 * LabelFormat as a tree: plain text, and variables with the operators that follow them (07 §8).
 * Reading it and giving it a value are two files, so that a mistake is found when the configuration is checked.
 */

export type Template = readonly Part[];
export type Part = { readonly kind: 'text'; readonly text: string } | Variable;

export interface Variable {
  readonly kind: 'variable';
  /** As written; an undefined variable stays in the name like that. */
  readonly source: string;
  readonly name: string;
  readonly index?: number;
  /** `${Counter+}`: the value, and afterwards one more. */
  readonly increment: boolean;
  readonly operators: readonly Operator[];
}

export type Operator =
  | { readonly kind: 'upper' | 'lower' | 'length' }
  | { readonly kind: 'pad'; readonly width: number; readonly fill: string; readonly align: 'l' | 'r' | 'c' }
  | { readonly kind: 'cut'; readonly start: number; readonly length?: number }
  | { readonly kind: 'substitute'; readonly pattern: RegExp; readonly replacement: string }
  | { readonly kind: 'transliterate'; readonly from: string; readonly to: string }
  | { readonly kind: 'ifUnset' | 'ifSet' | 'ifEmpty'; readonly word: Template };

/** Every name that the template asks for, in the words of its operators too. */
export const variableNames = (template: Template): string[] =>
  template.flatMap((part) =>
    part.kind === 'text'
      ? []
      : [part.name, ...part.operators.flatMap((operator) => ('word' in operator ? variableNames(operator.word) : []))],
  );
