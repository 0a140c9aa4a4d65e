/** Has the Director of this machine, if one runs here and leads, read its configuration again. */
import { join } from 'node:path';
import type { UnderstudyConfig } from '../../config/index.ts';
import { AppError, describeError, withDeadline } from '../../core/index.ts';
import type { Reloaded } from '../../replication/index.ts';
import { openApi } from '../connection/api.ts';
import { loadShared } from '../director/configuration.ts';
import { bytesToPath } from '../director/ways-in.ts';

const RELOAD_MS = 30_000;
/** Nobody listens, or a node that does not lead. */
const NOBODY = /^(CLI_UNREACHABLE|CONSOLE_STANDS_BY|CONSOLE_UNAVAILABLE)$/;

export async function reloadDirector(own: UnderstudyConfig, mainFile: string): Promise<Reloaded> {
  try {
    const path = await socketOf(own, mainFile);
    if (path === undefined) return { kind: 'notRunning' };
    const asking = openApi({ kind: 'socket', path }).post<{ applied: boolean; problems: readonly string[] }>('/reload');
    const { applied, problems } = await withDeadline(asking, RELOAD_MS, () => new Error('it did not answer'));
    return applied ? { kind: 'reloaded' } : { kind: 'refused', why: problems.join('\n') };
  } catch (error) {
    if (error instanceof AppError && NOBODY.test(error.code)) return { kind: 'notRunning' };
    return { kind: 'refused', why: describeError(error) };
  }
}

/** Undefined: where it would listen is not known, since nothing here can be read. */
async function socketOf({ api, replication }: UnderstudyConfig, mainFile: string): Promise<string | undefined> {
  if (api.socket !== undefined) return bytesToPath(api.socket);
  const { config } = await loadShared(mainFile, replication);
  return config && bytesToPath(join(config.director.workingDirectory, 'api.socket'));
}
