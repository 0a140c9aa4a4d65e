/** A real sshd of OpenSSH on a port of 127.0.0.1, with a host key of its own: a machine of its own, as far as SSH can tell. */
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { freePort, isListening } from './free-port.ts';
import { type Launched, launch, run } from './program.ts';
import { until } from './wait.ts';

export interface SshServer extends AsyncDisposable {
  readonly port: number;
  readonly user: string;
  /** The line of a known_hosts file. */
  readonly knownHost: string;
  /** What it said so far. */
  log(): string;
  stop(): Promise<void>;
  start(): Promise<void>;
}

export interface SshServerOptions {
  /** A folder that is the server's own. */
  readonly directory: string;
  /** Public keys that it lets in, each a line. */
  readonly authorizedKeys: string;
  /** Where it listens (127.0.0.1, on any port). */
  readonly at?: { readonly address: string; readonly port: number };
  /** What it is started behind (nothing). */
  readonly behind?: (command: readonly string[]) => readonly string[];
}

const PROGRAM = '/usr/sbin/sshd';

export async function startSshd(options: SshServerOptions): Promise<SshServer> {
  const { directory, authorizedKeys, behind = (command) => command } = options;
  await mkdir(directory, { recursive: true, mode: 0o755 });
  const hostKey = join(directory, 'host_key');
  const { address, port } = options.at ?? { address: '127.0.0.1', port: await freePort() };
  await makeKey(hostKey);
  await writeFile(join(directory, 'authorized_keys'), authorizedKeys, { mode: 0o600 });
  // Where it drops its rights; only root's sshd does, and Debian makes the folder when the service starts.
  if (process.getuid?.() === 0) await mkdir('/run/sshd', { recursive: true, mode: 0o755 });
  const file = join(directory, 'sshd_config');
  await writeFile(file, settings(directory, hostKey, { address, port }));
  const [type, key] = (await readFile(`${hostKey}.pub`, 'utf8')).split(' ');
  let server: Launched | undefined;
  const start = async (): Promise<void> => {
    if (server?.running()) return;
    const started = launch(behind([PROGRAM, '-D', '-e', '-f', file]));
    server = started;
    const isUp = async (): Promise<boolean> => {
      if (!started.running()) throw new Error(`sshd ended at its start: ${started.output()}`);
      return isListening(port, started.child.pid);
    };
    await until(isUp, { what: 'sshd to listen' });
  };
  const stop = async (): Promise<void> => await server?.stop();
  await start();
  return {
    ...{ port, user: userInfo().username, knownHost: `[${address}]:${port} ${type} ${key}\n`, start, stop },
    log: () => server?.output() ?? '',
    [Symbol.asyncDispose]: stop,
  };
}

type Listens = NonNullable<SshServerOptions['at']>;

const settings = (directory: string, hostKey: string, { address, port }: Listens): string => `Port ${port}
ListenAddress ${address}
HostKey ${hostKey}
PidFile none
AuthorizedKeysFile ${join(directory, 'authorized_keys')}
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
Subsystem sftp internal-sftp
MaxStartups 100
LogLevel ERROR
`;

/** A key pair without a passphrase unless one is given; returns the public line. */
export async function makeKey(path: string, passphrase = ''): Promise<string> {
  await run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', passphrase, '-f', path]);
  return await readFile(`${path}.pub`, 'utf8');
}

export const addLine = (path: string, line: string): Promise<void> => appendFile(path, line);
