/** A folder that is gone when its scope ends. Every test's files live in one of these. */
import { chmod, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface TempDir extends AsyncDisposable {
  readonly path: string;
}

/** `mode` is 0755 by default, because daemons and PostgreSQL may run as another user below it. */
export async function makeTempDir(label = 'test', mode = 0o755): Promise<TempDir> {
  const path = await mkdtemp(join(await realpath(tmpdir()), `understudy-${label}-`));
  await chmod(path, mode);
  return {
    path,
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  };
}
