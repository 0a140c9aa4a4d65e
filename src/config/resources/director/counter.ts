/** The resource `Counter` of the Director's file (07 §9.9): what it holds, and the table that reads it. */
import type { ByteString } from '../../../core/index.ts';
import { int, name, reference, type Table, text, uint } from '../../table/index.ts';
import type { CatalogResource } from './catalog.ts';

export interface CounterResource {
  readonly name: ByteString;
  /** Free text. */
  readonly description: ByteString | undefined;
  /** Start and wrap value. */
  readonly minimum: number;
  /** Wrap limit. */
  readonly maximum: number;
  /** Counter incremented on wrap (accepted, not applied by expansion). */
  readonly wrapCounter: CounterResource | undefined;
  /** Catalog resource. */
  readonly catalog: CatalogResource | undefined;
}

export const counterTable: Table<CounterResource> = {
  name: name('Name', { required: true }),
  description: text('Description'),
  minimum: int('Minimum', 0),
  maximum: uint('Maximum', 2147483647),
  wrapCounter: reference<CounterResource>('WrapCounter', 'Counter'),
  catalog: reference<CatalogResource>('Catalog', 'Catalog'),
};
