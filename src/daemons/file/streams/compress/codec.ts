/** How records are compressed, each by itself (specification 04 §5.3). */
import type { Compression } from '../../file-set/index.ts';

export type Codec = Compression;

/** Room that any of them may need for so many bytes, the header of a block included. */
export const compressedBytesMax = (bytes: number): number => bytes + (bytes >> 4) + 96;
