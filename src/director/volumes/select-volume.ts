/**
 * In which order a Volume to append to is looked for (08a §2). The steps are tried one after another, and the first
 * Volume found is taken.
 */

export type Step = SearchStep | { readonly kind: 'prune' };

/** What one transaction can do under the Catalog's lock; pruning may take long and stands outside. */
export type SearchStep =
  | { readonly kind: 'append' | 'recycle' | 'purged' | 'scratch'; readonly inChanger: boolean }
  | { readonly kind: 'create' | 'purgeOldest' | 'recycleOldest' };

export interface SelectionFacts {
  /** The Storage is a changer: what is in its slots is preferred to what somebody must fetch. */
  readonly autochanger: boolean;
  /** False when the Storage's file system is nearly full: nothing new, nothing from Scratch, nothing forced. */
  readonly create: boolean;
  readonly autoPrune: boolean;
  readonly labelsItself: boolean;
  readonly purgeOldestVolume: boolean;
  readonly recycleOldestVolume: boolean;
}

export function selectionSteps(facts: SelectionFacts): readonly Step[] {
  const passes = facts.autochanger ? [true, false] : [false];
  return [...passes.flatMap((inChanger) => passSteps(facts, inChanger)), ...lastSteps(facts)];
}

const passSteps = (facts: SelectionFacts, inChanger: boolean): Step[] => [
  { kind: 'append', inChanger },
  { kind: 'recycle', inChanger },
  { kind: 'purged', inChanger },
  ...(facts.autoPrune ? ([{ kind: 'prune' }, { kind: 'purged', inChanger }] as const) : []),
  ...(facts.create ? ([{ kind: 'scratch', inChanger }] as const) : []),
];

function lastSteps(facts: SelectionFacts): Step[] {
  const create: Step[] = facts.create && facts.labelsItself ? [{ kind: 'create' }] : [];
  if (facts.create && facts.purgeOldestVolume) return [...create, { kind: 'purgeOldest' }];
  return facts.recycleOldestVolume ? [...create, { kind: 'recycleOldest' }] : create;
}
