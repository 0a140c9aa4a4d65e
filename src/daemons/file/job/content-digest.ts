/** The digest of a file on the disk, as a backup would record it: for comparisons with what the Catalog has. */
import { hashFile } from '../streams/index.ts';
import type { WalkEntry } from '../walk/index.ts';
import { tellProblem } from './record-stream.ts';
import type { ThreadTools } from './thread-tools.ts';

export interface ContentDigest {
  readonly stream: number;
  readonly bytes: Buffer;
}

/** Undefined: the FileSet asks for none, or the file cannot be read, which has been said. @throws JobStoppedError */
export async function contentDigest(entry: WalkEntry, tools: ThreadTools): Promise<ContentDigest | undefined> {
  const pause = (): undefined => {
    tools.checkStop();
  };
  const { digest, problem } = await hashFile(entry, { pause, chunkBytes: tools.settings.networkBufferBytes });
  if (problem !== undefined) tellProblem(tools, problem);
  return digest;
}
