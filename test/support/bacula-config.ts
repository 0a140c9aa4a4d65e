/** Writes Bacula's configuration language (page 07 §1): enough for the daemons of a test. */

export type DirectiveValue = string | number | boolean | undefined;
export type Directives = Readonly<Record<string, DirectiveValue | readonly string[]>>;

/** Text in quotes, as the daemons read it back. */
export const quoted = (text: string): string => `"${text.replaceAll(/[\\"]/g, '\\$&')}"`;

function renderValue(value: Exclude<DirectiveValue, undefined>): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  const bare = typeof value === 'number' || /^[\d.]+( ?[a-z/]+)*$/i.test(value); // sizes, times and addresses are refused in quotes
  return bare ? String(value) : quoted(value);
}

/**
 * One resource. Strings are quoted, numbers and yes/no are not, an undefined directive is left out, an array repeats
 * the directive. `raw` lines follow unchanged: blocks, and what a test wants to say in its own words.
 */
export function resource(type: string, directives: Directives, raw = ''): string {
  const lines: string[] = [];
  for (const [name, value] of Object.entries(directives)) {
    for (const one of Array.isArray(value) ? (value as readonly string[]) : [value as DirectiveValue]) {
      if (one !== undefined) lines.push(`  ${name} = ${renderValue(one)}`);
    }
  }
  if (raw.trim() !== '')
    lines.push(
      ...raw
        .trim()
        .split('\n')
        .map((line) => `  ${line.trim()}`),
    );
  return `${type} {\n${lines.join('\n')}\n}\n`;
}
