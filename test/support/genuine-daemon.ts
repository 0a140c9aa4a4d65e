/** What the three genuine daemons have in common: a folder, a configuration file, a process, a port, TLS. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Directives } from './bacula-config.ts';
import type { Authority, Certificate } from './certificates.ts';
import { isListening } from './free-port.ts';
import { type GenuineProgram, type GenuineVersion, genuineCommand } from './genuine-programs.ts';
import { type Launched, launch, run } from './program.ts';
import type { TempDir } from './temp-dir.ts';
import { until } from './wait.ts';

/** psk: 15.x's own default, on when both sides know it. certificate: demanded from the peer. none: clear text. */
export type TlsKind = 'psk' | 'certificate' | 'none';

export interface TlsChoice {
  readonly tls?: TlsKind;
  /** Needed for `certificate`; the Director under test gets its certificate from the same authority. */
  readonly authority?: Authority;
}

/** Everything dials this name: 9.6.7 compares certificates with the name it dialled. */
export const ADDRESS = 'localhost';

export interface GenuineDaemon extends AsyncDisposable {
  readonly version: GenuineVersion;
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly configFile: string;
  readonly directory: string;
  readonly workingDirectory: string;
  /** Its certificate, where it has one. */
  readonly certificate: Certificate | undefined;
  readonly pid: number | undefined;
  running(): boolean;
  /** What it printed and what its Messages resource appended, for the report of a failed test. */
  log(): Promise<string>;
  /** SIGKILL waits for the end; SIGSTOP and SIGCONT pause and wake. */
  kill(signal: NodeJS.Signals): Promise<void>;
  stop(): Promise<void>;
  /** Starts again after stop or kill, on the same port with the same state. */
  start(): Promise<void>;
  /** Replaces the configuration file; takes effect at the next start. */
  reconfigure(edit: (text: string) => string): Promise<void>;
}

/** The TLS directives of one resource. Only 15.x knows PSK. */
export function tlsDirectives(
  version: GenuineVersion,
  kind: TlsKind,
  authority: Authority | undefined,
  certificate: Certificate | undefined,
): Directives {
  const psk = (on: boolean) => (version === '9.6.7' ? undefined : on);
  if (kind === 'psk') return {};
  if (kind === 'none') return { 'TLS PSK Enable': psk(false) };
  if (!authority || !certificate) throw new Error('TLS with certificates needs an authority');
  return {
    'TLS PSK Enable': psk(false),
    'TLS Enable': true,
    'TLS Require': true,
    'TLS CA Certificate File': authority.caFile,
    'TLS Certificate': certificate.certificateFile,
    'TLS Key': certificate.keyFile,
  };
}

/** Checks the choice and, for certificates, issues the daemon's. */
export async function chooseTls(version: GenuineVersion, choice: TlsChoice, label: string) {
  const kind = choice.tls ?? (version === '9.6.7' ? 'none' : 'psk');
  if (kind === 'psk' && version === '9.6.7') throw new Error('Bacula 9.6.7 knows no TLS-PSK');
  const certificate = kind === 'certificate' ? await choice.authority?.issue(label) : undefined;
  return { kind, certificate, directives: tlsDirectives(version, kind, choice.authority, certificate) };
}

export interface LaunchPlan {
  readonly version: GenuineVersion;
  readonly program: GenuineProgram;
  readonly name: string;
  readonly port: number;
  readonly dir: TempDir;
  readonly config: string;
  readonly certificate: Certificate | undefined;
  readonly env?: NodeJS.ProcessEnv;
  /** Another program than the genuine one, with the same file: how it is checked, and how it is started. */
  readonly ours?: { readonly check: readonly string[]; readonly start: readonly string[] };
}

/** Writes the configuration, lets the daemon check it, starts it, and waits until it listens. */
export async function startGenuineDaemon(plan: LaunchPlan): Promise<GenuineDaemon> {
  const { version, program, dir } = plan;
  const configFile = join(dir.path, `${program}.conf`);
  let process: Launched | undefined;
  let earlier = '';
  const log = async () => {
    const appended = await readFile(join(dir.path, 'messages.log'), 'latin1').catch(() => '');
    return `--- ${plan.name} (${program} ${version})\n${earlier}${process?.output() ?? ''}${appended}`;
  };

  const start = async () => {
    if (process?.running()) return;
    earlier += process?.output() ?? '';
    const command = plan.ours
      ? [...plan.ours.start, '-c', configFile]
      : genuineCommand(version, program, ['-f', '-c', configFile]);
    const started = launch(command, plan.env ? { env: plan.env } : {});
    process = started;
    await until(
      async () => {
        if (!started.running()) throw new Error(`${program} ${version} ended at its start\n${await log()}`);
        return isListening(plan.port, started.child.pid);
      },
      { what: `${program} ${version} to listen on port ${plan.port}` },
    );
  };
  const stop = async () => process?.stop();
  const dispose = async () => {
    await stop();
    await dir[Symbol.asyncDispose]();
  };

  try {
    await writeFile(configFile, plan.config, { mode: 0o600 });
    const check = plan.ours
      ? [...plan.ours.check, '-c', configFile]
      : genuineCommand(version, program, ['-t', '-c', configFile]);
    await run(check, plan.env ? { env: plan.env } : {});
    await start();
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    version,
    name: plan.name,
    address: ADDRESS,
    port: plan.port,
    configFile,
    directory: dir.path,
    workingDirectory: dir.path,
    certificate: plan.certificate,
    get pid() {
      return process?.child.pid;
    },
    running: () => process?.running() ?? false,
    log,
    kill: async (signal) => process?.kill(signal),
    stop,
    start,
    reconfigure: async (edit) => writeFile(configFile, edit(await readFile(configFile, 'latin1')), 'latin1'),
    [Symbol.asyncDispose]: dispose,
  };
}
