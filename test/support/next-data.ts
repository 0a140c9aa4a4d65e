/** Where a file has data, by lseek: holes of gigabytes need not be read. Its own call, as it judges those of src. */
import koffi from 'koffi';

const SEEK_DATA = 3;
const lseek = koffi.load('libc.so.6').func('int64_t lseek(int fd, int64_t offset, int whence)');

/** The first byte at or behind `offset` that is not in a hole; `size`, where there is none. Moves the file's position. */
export function nextData(fd: number, offset: number, size: number): number {
  const found = Number(lseek(fd, offset, SEEK_DATA));
  return found < 0 ? size : found;
}
