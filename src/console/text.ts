/** The border between bytes inside and JSON outside. */
import { type ByteString, byteStringToBytes, bytesToByteString, displayText, toByteString } from '../core/index.ts';

/** A file name that is no UTF-8 leaves as readable text, and beside it whole, so that it can be asked for again. */
export interface NamedBytes {
  readonly name: string;
  readonly nameBase64?: string;
}

export function nameToJson(name: ByteString): NamedBytes {
  const readable = displayText(name);
  if (toByteString(readable) === name) return { name: readable };
  return { name: readable, nameBase64: byteStringToBytes(name).toString('base64') };
}

/** A path as it is asked for: text, or `{ "base64": … }` for bytes that are no UTF-8. */
export type PathInput = string | { readonly base64: string };

export const pathFromJson = (path: PathInput): ByteString =>
  typeof path === 'string' ? toByteString(path) : bytesToByteString(Buffer.from(path.base64, 'base64'));

/** Every text of an object, made readable; dates become ISO 8601. For objects without file names. */
export type Shown<T> = T extends Date
  ? string
  : T extends readonly (infer U)[]
    ? Shown<U>[]
    : T extends object
      ? { [K in keyof T]: Shown<T[K]> }
      : T;

export function show<T>(value: T): Shown<T> {
  return showAny(value) as Shown<T>;
}

function showAny(value: unknown): unknown {
  if (typeof value === 'string') return displayText(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(showAny);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(entries.map(([key, inner]) => [key, showAny(inner)]));
}
