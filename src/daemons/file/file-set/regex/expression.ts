/** A regular expression as a tree. */
import type { CharacterSet } from './character-set.ts';

export type Expression =
  | { readonly kind: 'set'; readonly set: CharacterSet }
  | { readonly kind: 'assert'; readonly what: Assertion }
  | { readonly kind: 'sequence'; readonly of: readonly Expression[] }
  | { readonly kind: 'choice'; readonly of: readonly Expression[] }
  /** `max` may be Infinity. */
  | { readonly kind: 'repeat'; readonly of: Expression; readonly min: number; readonly max: number };

export type Assertion = 'start' | 'end' | 'wordEdge' | 'noWordEdge' | 'wordStart' | 'wordEnd';
