/** The files that a connection needs before it is dialled: our key, and the keys of hosts. Each is bounded, and refused in words. */
import { readFile, stat } from 'node:fs/promises';
import ssh2, { type ConnectConfig } from 'ssh2';
import { KnownHosts } from './known-hosts.ts';
import { SshKeyFileError, SshKnownHostsError } from './ssh-errors.ts';

const KNOWN_HOSTS_BYTES_MAX = 16 * 1024 * 1024;

/** A host has several keys; it is asked for one that can be compared, and for another one only where it has lost that. */
export function hostKeyTypes(types: readonly string[]): Pick<ConnectConfig, 'algorithms'> {
  const wanted = types.flatMap((type) => (type === 'ssh-rsa' ? ['rsa-sha2-512', 'rsa-sha2-256'] : [type]));
  const known = HOST_KEYS.filter((type) => wanted.includes(type));
  const serverHostKey = [...known, ...HOST_KEYS.filter((type) => !known.includes(type))];
  return { algorithms: { serverHostKey } };
}

type HostKeyType = Extract<
  NonNullable<NonNullable<ConnectConfig['algorithms']>['serverHostKey']>,
  readonly unknown[]
>[number];

const HOST_KEYS: readonly HostKeyType[] = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
];

export async function readKnownHosts(file: string): Promise<KnownHosts> {
  try {
    const { size } = await stat(file);
    if (size > KNOWN_HOSTS_BYTES_MAX) throw new Error('it is too large');
    return new KnownHosts(await readFile(file, 'utf8'));
  } catch (error) {
    throw new SshKnownHostsError(file, error);
  }
}

export async function readKey(file: string): Promise<Buffer> {
  let key: Buffer;
  try {
    const { mode } = await stat(file);
    if ((mode & 0o077) !== 0) throw new SshKeyFileError(file, 'others may read it', `chmod 600 ${file}`);
    key = await readFile(file);
  } catch (error) {
    if (error instanceof SshKeyFileError) throw error;
    throw new SshKeyFileError(file, error instanceof Error ? error.message : String(error));
  }
  const parsed = ssh2.utils.parseKey(key);
  if (!(parsed instanceof Error)) return key;
  const isEncrypted = /passphrase|encrypted/i.test(parsed.message);
  if (!isEncrypted) throw new SshKeyFileError(file, parsed.message);
  throw new SshKeyFileError(
    file,
    'it is sealed with a passphrase',
    'Use a key without one for this, or an agent: Ssh Agent = yes',
  );
}
