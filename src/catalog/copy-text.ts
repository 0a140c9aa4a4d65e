/** COPY's text format, read: rows end with a newline, columns with a tab, `\N` is NULL, a backslash escapes. */

export interface CopyColumn {
  readonly name: string;
  readonly parse: (text: string) => unknown;
}

/** Feed it the chunks as they come; it returns the rows that are whole, and keeps the rest for the next chunk. */
export function copyTextDecoder(columns: readonly CopyColumn[]): (chunk: Buffer) => Record<string, unknown>[] {
  let rest = '';
  return (chunk) => {
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    return lines.map((line) => decodeRow(line, columns));
  };
}

function decodeRow(line: string, columns: readonly CopyColumn[]): Record<string, unknown> {
  const fields = line.split('\t');
  const row: Record<string, unknown> = {};
  columns.forEach(({ name, parse }, index) => {
    const field = fields[index];
    row[name] = field === undefined || field === '\\N' ? null : parse(unescaped(field));
  });
  return row;
}

const ESCAPES: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

const unescaped = (field: string): string =>
  field.includes('\\') ? field.replace(/\\(.)/gs, (_, letter: string) => ESCAPES[letter] ?? letter) : field;
