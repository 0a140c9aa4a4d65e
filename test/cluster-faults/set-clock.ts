/**
 * A wall clock of its own for a node: libfaketime under the node's processes and its PostgreSQL. The machine's clock, and the
 * monotonic one, stay as they are.
 */
import { existsSync } from 'node:fs';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resource } from '../support/bacula-config.ts';
import type { NodeExtras } from '../support/cluster-hosts/our-hosts.ts';
import { run } from '../support/program.ts';

export interface SetClock {
  readonly extras: NodeExtras;
  /** Beside the machine's, at once. */
  set(offsetSeconds: number): Promise<void>;
}

const LIBRARY = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';
/** PostgreSQL is started with an environment of its own, so its programs are wrapped. */
const WRAPPED = ['postgres', 'initdb', 'pg_basebackup', 'pg_rewind', 'pg_controldata', 'pg_ctl'];

export async function setClock(directory: string): Promise<SetClock> {
  if (!existsSync(LIBRARY)) throw new Error(`${LIBRARY} is missing: apt-get install faketime`);
  const [file, programs] = [join(directory, 'clock'), join(directory, 'programs')];
  const set = (offsetSeconds: number) =>
    writeFile(file, `${offsetSeconds < 0 ? '' : '+'}${offsetSeconds}\n`, { mode: 0o644 });
  await set(0);
  const faketime = {
    LD_PRELOAD: LIBRARY,
    FAKETIME_TIMESTAMP_FILE: file,
    FAKETIME_CACHE_DURATION: '1',
    FAKETIME_DONT_FAKE_MONOTONIC: '1',
    DONT_FAKE_MONOTONIC: '1',
    FAKETIME_DONT_RESET: '1',
  };
  await mkdir(programs);
  await chmod(programs, 0o755);
  const { stdout } = await run(['bash', '-c', 'ls -d /usr/lib/postgresql/1[5-9]/bin | tail -1']);
  const words = Object.entries(faketime).map(([name, value]) => `${name}=${value}`);
  const { stdout: all } = await run(['ls', stdout.trim()]);
  for (const name of all.split('\n').filter(Boolean)) {
    const before = WRAPPED.includes(name) ? ['env', ...words] : [];
    const text = `#!/bin/sh\nexec ${[...before, join(stdout.trim(), name)].join(' ')} "$@"\n`;
    await writeFile(join(programs, name), text, { mode: 0o755 });
  }
  const resources = resource('Catalog', { Name: 'catalog', 'Program Directory': programs });
  return { extras: { resources, env: faketime }, set };
}
