/** JSON that stands in any Catalog as it was written, whatever its encoding: ASCII, with bytes above as escapes. */
const NON_ASCII = /[^\x00-\x7f]/g;

export const asciiJson = (value: unknown): string =>
  JSON.stringify(value).replace(NON_ASCII, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Undefined: somebody else wrote it. */
export function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
