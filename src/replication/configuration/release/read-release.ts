/** A release as the configuration room reads it: what its texts refer to comes from it, and from nowhere else. */
import type { External, ExternalAnswer, ReadExternal } from '../../../config/index.ts';
import { readExternal } from '../../../config/index.ts';
import { type ByteString, bytesToByteString } from '../../../core/index.ts';
import type { Release } from './manifest.ts';
import { ReleaseStore } from './release-store.ts';

/** The Director's file under this name is that of the release, whatever it was called where the release was made. */
export function readerOf({ digest, manifest, contents }: Release, mainName: string): ReadExternal {
  const answers = new Map<string, Buffer>();
  for (const [index, { kind, keys, place }] of manifest.texts.entries()) {
    const content = contents[index] as Buffer;
    for (const key of keys) answers.set(`${kind}:${key}`, content);
    if (kind === 'file' && place === manifest.main) answers.set(`file:${mainName}`, content);
  }
  return async (wanted: External): Promise<ExternalAnswer> => {
    // Variables of the environment and the like are each node's own.
    if (wanted.kind === 'expand') return readExternal(wanted);
    const content = answers.get(`${wanted.kind}:${wanted.kind === 'file' ? wanted.path : wanted.command}`);
    if (content !== undefined) return { text: bytesToByteString(content) };
    return { error: `It is no part of the release ${digest.slice(0, 12)}` };
  };
}

/**
 * What the node's Director reads instead of the files in their places; undefined: no release was ever switched to here.
 * @throws ReleaseDamagedError
 */
export async function currentRelease(directory: ByteString): Promise<Release | undefined> {
  const store = new ReleaseStore(directory);
  const digest = await store.current();
  return digest === undefined ? undefined : store.read(digest);
}
