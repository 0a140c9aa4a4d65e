/** strip prefix, add suffix and add prefix as the substitutions that the Client understands (08b §8). Pure. */
import type { ByteString } from '../../core/index.ts';

export interface PathChanges {
  readonly stripPrefix?: ByteString | undefined;
  readonly addPrefix?: ByteString | undefined;
  readonly addSuffix?: ByteString | undefined;
}

/** Undefined: nothing changes. The order is strip, suffix, prefix; `!` parts the pieces. */
export function regexWhereOf({ stripPrefix, addPrefix, addSuffix }: PathChanges): ByteString | undefined {
  const substitutions: ByteString[] = [];
  if (stripPrefix) substitutions.push(`!${escaped(stripPrefix)}!!i`);
  if (addSuffix) substitutions.push(`!([^/])$!$1${escaped(addSuffix)}!`);
  if (addPrefix) substitutions.push(`!^!${escaped(addPrefix)}!`);
  return substitutions.length === 0 ? undefined : substitutions.join(',');
}

const escaped = (text: ByteString): ByteString => text.replace(/[!\\]/g, '\\$&');
