/**
 * What a node's parent and the Director that it has forked say to each other. No secret crosses here: both read the same
 * files. Whatever else arrives is ignored, and silence is an answer too.
 */
import type { CatalogPlace } from '../../ha/index.ts';

export type ToDirector =
  /** Lead, in this epoch. */
  | { readonly kind: 'start'; readonly epoch: string; readonly catalog: CatalogPlace }
  /** The writable Catalog is elsewhere from now on. */
  | { readonly kind: 'catalog'; readonly catalog: CatalogPlace }
  /** Read the configuration again. */
  | { readonly kind: 'reload' }
  /** End, and leave the Jobs to the next one. */
  | { readonly kind: 'stop' }
  /** The parent lives, and so may its child. */
  | { readonly kind: 'alive' };

export type FromDirector =
  /** It has been loaded and could start at once. */
  | { readonly kind: 'warm' }
  | { readonly kind: 'ready' }
  | { readonly kind: 'alive' }
  /** It was told to stop, and nothing of it writes or answers any more. */
  | { readonly kind: 'left' }
  /** It cannot start, or cannot go on. */
  | { readonly kind: 'ended'; readonly why: string };

/** From one sign of life to the next. */
export const BEAT_MS = 500;
/** After so long a silence of the Director it is taken for dead. */
export const SILENCE_MS = 5_000;

export const isMessage = (value: unknown): value is { readonly kind: string } =>
  typeof value === 'object' && value !== null && 'kind' in value && typeof value.kind === 'string';
