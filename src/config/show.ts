/** The resolved configuration for people and programs: defaults and JobDefs worked out, references by name, secrets masked. */
import type { ByteString } from '../core/index.ts';
import { displayText, Secret } from '../core/index.ts';
import type { Indexed } from './link/resource-index.ts';
import type { Row } from './table/index.ts';
import { renderValue } from './values/render.ts';

/** One resource as plain data: properties as in the typed configuration, unset ones left out. */
export interface PlainResource {
  readonly type: string;
  readonly name: ByteString;
  readonly properties: Readonly<Record<string, unknown>>;
}

export function plainResources(resources: readonly Indexed[]): PlainResource[] {
  const names = new Map<unknown, ByteString>(resources.map(({ raw, object }) => [object, raw.name]));
  return resources.map(({ raw, object }) => ({
    type: raw.type.word,
    name: displayText(raw.name),
    properties: plainProperties(Object.entries(object), names),
  }));
}

const isUnset = (value: unknown): boolean => value === undefined || (Array.isArray(value) && value.length === 0);

const plainProperties = (
  entries: [string, unknown][],
  names: ReadonlyMap<unknown, ByteString>,
): Record<string, unknown> =>
  Object.fromEntries(entries.filter(([, value]) => !isUnset(value)).map(([key, value]) => [key, plain(value, names)]));

/** Resources become their names, so the depth is that of the properties. */
function plain(value: unknown, names: ReadonlyMap<unknown, ByteString>): unknown {
  if (typeof value === 'string') return displayText(value);
  if (typeof value !== 'object' || value === null) return value;
  const name = names.get(value);
  if (name !== undefined) return displayText(name);
  if (value instanceof Secret) return value.toString();
  if (Array.isArray(value)) return value.map((item) => plain(item, names));
  return plainProperties(Object.entries(value), names);
}

/** In the form of the language; what has no form of its own there is shown as data. */
export function renderResources(resources: readonly Indexed[]): string {
  const plainOnes = plainResources(resources);
  return resources.map(({ raw }, i) => renderResource(raw.type.table, plainOnes[i] as PlainResource)).join('\n');
}

function renderResource(table: Readonly<Record<string, Row<unknown>>>, { type, properties }: PlainResource): string {
  const lines = Object.entries(properties).flatMap(([key, value]) => {
    const row = table[key];
    const directive = row?.entries[0]?.name;
    const shown = row?.show?.(value) ?? renderValue(value);
    if (typeof shown !== 'string') return shown.map((line) => `  ${line}`);
    return directive === undefined ? [] : [`  ${directive} = ${shown}`];
  });
  return `${type} {\n${lines.join('\n')}\n}\n`;
}
