/** A genuine File Daemon of its own port and folder. */
import { join } from 'node:path';
import { type Directives, resource } from './bacula-config.ts';
import { freePort } from './free-port.ts';
import {
  chooseTls,
  type GenuineDaemon,
  type LaunchPlan,
  startGenuineDaemon,
  type TlsChoice,
  type TlsKind,
} from './genuine-daemon.ts';
import { type GenuineVersion, genuinePluginDirectory } from './genuine-programs.ts';
import { makeTempDir } from './temp-dir.ts';

export interface FileDaemonOptions extends TlsChoice {
  readonly version: GenuineVersion;
  readonly name?: string;
  /** The Director that may call, and the password it must know. */
  readonly directorName?: string;
  readonly password?: string;
  readonly maximumConcurrentJobs?: number;
  /** More directives of the FileDaemon resource, and of its Director resource. */
  readonly directives?: Directives;
  readonly directorDirectives?: Directives;
}

export interface FileDaemon extends GenuineDaemon {
  readonly password: string;
  readonly tls: TlsKind;
}

export const startFileDaemon = (options: FileDaemonOptions): Promise<FileDaemon> => startFileDaemonWith(options);

/** Ours brings bpipe itself, and runs where nothing genuine is. */
function pluginDirectory(version: GenuineVersion, isOurs: boolean): string | undefined {
  try {
    return genuinePluginDirectory(version);
  } catch (error) {
    if (isOurs) return undefined;
    throw error;
  }
}

/** `ours`: the program that takes the place of the genuine one, with the same file. */
export async function startFileDaemonWith(options: FileDaemonOptions, ours?: LaunchPlan['ours']): Promise<FileDaemon> {
  const { version, name = 'test-fd', directorName = 'test-dir', password = 'fd-secret' } = options;
  const [dir, port, tls] = await Promise.all([makeTempDir('fd'), freePort(), chooseTls(version, options, name)]);
  const config = [
    resource('Director', { Name: directorName, Password: password, ...tls.directives, ...options.directorDirectives }),
    resource('FileDaemon', {
      Name: name,
      'FD Port': port,
      'FD Address': '127.0.0.1',
      'Working Directory': dir.path,
      'Pid Directory': dir.path,
      'Plugin Directory': pluginDirectory(version, ours !== undefined),
      'Maximum Concurrent Jobs': options.maximumConcurrentJobs ?? 100,
      ...tls.directives,
      ...options.directives,
    }),
    resource(
      'Messages',
      { Name: 'Standard' },
      `director = ${directorName} = all, !skipped, !restored
      append = ${join(dir.path, 'messages.log')} = all, !skipped, !restored`,
    ),
  ].join('\n');
  const plan = { version, program: 'bacula-fd', name, port, dir, config, certificate: tls.certificate } as const;
  const daemon = await startGenuineDaemon(ours === undefined ? plan : { ...plan, ours });
  return Object.defineProperties(daemon as FileDaemon, {
    password: { value: password, enumerable: true },
    tls: { value: tls.kind, enumerable: true },
  });
}
