/** From raw resources to typed ones: defaults filled in, references replaced by what they name, everything frozen. */
import type { ByteString } from '../../core/index.ts';
import type { ResourceType } from '../language/language.ts';
import type { RawResource } from '../language/raw-resource.ts';
import type { Report } from '../language/report.ts';
import type { Lookup } from '../table/index.ts';
import type { Indexed, ResourceIndex } from './resource-index.ts';

/** Fills every object of the index. Mistakes are reported; the objects are complete only when there are none. */
export function link(index: ResourceIndex): void {
  for (const { raw, object } of index.all()) fill(object, raw, index.lookup);
}

function fill(object: Record<string, unknown>, raw: RawResource, lookup: Lookup): void {
  for (const [key, row] of Object.entries(raw.type.table)) {
    const value = raw.values.get(key);
    object[key] = value === undefined ? row.initial : row.link ? row.link(value, lookup) : value;
  }
}

/** All resources of a kind by name. */
export function byName<R>(index: ResourceIndex, kind: string): ReadonlyMap<ByteString, R> {
  const entries = [...index.of(kind)].map(([name, { object }]: [ByteString, Indexed]) => [name, object as R] as const);
  return new Map(entries);
}

/** The one resource of a kind that a file must hold. */
export function theOnly<R>(index: ResourceIndex, kind: string, file: string, report: Report): R | undefined {
  const [first, ...more] = index.of(kind).values();
  for (const { raw } of more) {
    report({
      ...raw.at,
      message: `Only one ${kind} resource is permitted`,
      hint: `The first one is in line ${first?.raw.at.line}`,
    });
  }
  if (!first)
    report({ file, line: 1, column: 1, length: 1, message: `There is no ${kind} resource`, expected: `${kind} { … }` });
  return first?.object as R | undefined;
}

/** The one resource of a type, or what it is when nothing is said. */
export function theOptional<R>(index: ResourceIndex, type: ResourceType, report: Report): R {
  const [first, ...more] = index.of(type.kind).values();
  for (const { raw } of more) report({ ...raw.at, message: `Only one ${type.kind} resource is permitted` });
  const defaults = Object.entries(type.table).map(([key, row]) => [key, row.initial]);
  return (first?.object ?? Object.fromEntries(defaults)) as R;
}

/** The one resource of a kind; undefined where the file has none. */
export function theOneOrNone<R>(index: ResourceIndex, type: ResourceType, report: Report): R | undefined {
  return index.of(type.kind).size === 0 ? undefined : theOptional<R>(index, type, report);
}

/** Freezes what is reachable; resources refer to each other in circles. */
export function deepFreeze<T>(root: T): T {
  const stack: unknown[] = [root];
  while (stack.length > 0) {
    const value = stack.pop();
    if (typeof value !== 'object' || value === null || Object.isFrozen(value)) continue;
    if (value instanceof Map) stack.push(...value.values());
    Object.freeze(value);
    stack.push(...Object.values(value));
  }
  return root;
}
