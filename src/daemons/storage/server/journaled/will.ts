/** What a Director leaves beside the journal of a Job, for another one whose Catalog has never heard of it: whole, or absent. */
import { open, readFile, rename } from 'node:fs/promises';
import { type ByteString, byteStringToBytes } from '../../../../core/index.ts';
import { SpoolFileError } from '../../spool/index.ts';

const FILE = 'will';

export async function keepWill(directory: ByteString, will: ByteString): Promise<void> {
  const [path, aside] = [`${directory}/${FILE}`, `${directory}/${FILE}.new`];
  try {
    await using handle = await open(byteStringToBytes(aside), 'w', 0o600);
    await handle.writeFile(will, 'latin1');
    await handle.sync();
    await rename(byteStringToBytes(aside), byteStringToBytes(path));
  } catch (error) {
    throw new SpoolFileError('write', path, error);
  }
}

/** Undefined: it has left none. */
export const readWill = (directory: ByteString): Promise<ByteString | undefined> =>
  readFile(byteStringToBytes(`${directory}/${FILE}`), 'latin1').catch(() => undefined);
