/** A file system of a few megabytes, for a disk that is full. Needs root, as mounting does. */
import { run } from './program.ts';
import { makeTempDir } from './temp-dir.ts';

export interface SmallDisk extends AsyncDisposable {
  readonly path: string;
  /** A disk that was full has room again. */
  grow(sizeBytes: number): Promise<void>;
}

/** `at`: an empty folder that is there; else it has one of its own. */
export async function mountSmallDisk(sizeBytes: number, at?: string): Promise<SmallDisk> {
  const dir = at === undefined ? await makeTempDir('disk') : { path: at, [Symbol.asyncDispose]: async () => {} };
  const size = (bytes: number) => `size=${bytes},mode=0755`;
  try {
    await run(['mount', '-t', 'tmpfs', '-o', size(sizeBytes), 'tmpfs', dir.path]);
  } catch (error) {
    await dir[Symbol.asyncDispose]();
    throw error;
  }
  let mounted = true;
  return {
    path: dir.path,
    grow: async (bytes) => void (await run(['mount', '-o', `remount,${size(bytes)}`, dir.path])),
    async [Symbol.asyncDispose]() {
      if (mounted) await run(['umount', '--lazy', dir.path]); // a daemon may still hold a Volume open
      mounted = false;
      await dir[Symbol.asyncDispose]();
    },
  };
}
