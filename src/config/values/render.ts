/** Values as the language writes them. They are plain already: references are names, secrets are masked. */

export function renderValue(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return value.map(renderValue).join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`;

/** `Name = value` lines of a block; what is undefined is left out. */
export const blockLines = (head: string, directives: Readonly<Record<string, unknown>>): string[] => [
  `${head} {`,
  ...Object.entries(directives)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `  ${name} = ${renderValue(value)}`),
  '}',
];
