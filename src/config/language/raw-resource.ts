/** A resource as it was read: values by property, references unresolved, defaults not yet filled in. */
import type { ByteString } from '../../core/index.ts';
import type { ResourceType } from './language.ts';
import type { Position } from './token.ts';

export type Place = Position & { readonly length: number };

export interface RawResource {
  readonly type: ResourceType;
  readonly name: ByteString;
  /** Where its type stands; for what is missing in it. */
  readonly at: Place;
  /** Where its name stands. */
  readonly nameAt: Place;
  readonly values: ReadonlyMap<string, unknown>;
  /** Where each property was mentioned last. */
  readonly mentioned: ReadonlyMap<string, Place>;
}
