/** Where a demo's files lie, and how it ends: everything is below one folder, and gone with it, also after an impatient Ctrl-C. */
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface DemoHome {
  readonly path: string;
  /** Waits for Ctrl-C. */
  stay(words: string): Promise<void>;
}

export function makeDemoHome(): DemoHome {
  const path = mkdtempSync(join(tmpdir(), 'demo-'));
  chmodSync(path, 0o755); // PostgreSQL may run as another user below it
  process.env.TMPDIR = path;
  process.once('exit', () => rmSync(path, { recursive: true, force: true }));
  let staying = false;
  // The terminal sends the signal to the daemons too; they get a moment to end.
  process.on('SIGINT', () => {
    if (!staying) setTimeout(() => process.exit(130), 3_000);
  });
  return {
    path,
    async stay(words) {
      staying = true;
      console.log(words);
      await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
    },
  };
}
