/** A Client and a Storage Daemon as processes, as a user would start them; they live through all lanes of one channel. */
import { fileURLToPath } from 'node:url';
import type { Authority } from '../../test/support/certificates.ts';
import {
  type FileDaemon,
  type GenuineVersion,
  type StorageDaemon,
  startFileDaemonWith,
  startWith,
  type TlsKind,
} from '../../test/support/genuine.ts';
import type { ContenderSpec, House } from './contender-spec.ts';
import type { Lane } from './plan.ts';

const PROGRAM = fileURLToPath(new URL('../../bin/understudy', import.meta.url));

export interface Contender extends AsyncDisposable {
  readonly spec: ContenderSpec;
  readonly client: FileDaemon;
  readonly storage: StorageDaemon;
}

export type Channel = Pick<Lane, 'tls' | 'commCompression'>;

export async function startContender(spec: ContenderSpec, channel: Channel, authority: Authority): Promise<Contender> {
  await using stack = new AsyncDisposableStack();
  const tls = tlsOf(spec, channel.tls);
  const directives = { 'Comm Compression': channel.commCompression };
  const common = { tls, authority, directives };
  const client = stack.use(
    await startFileDaemonWith(
      { ...common, version: versionOf(spec.client) },
      spec.client === 'ours' ? { check: [PROGRAM, 'client', '-t'], start: [PROGRAM, 'client'] } : undefined,
    ),
  );
  const storage = stack.use(
    await startWith(
      { ...common, version: versionOf(spec.storage) },
      spec.storage === 'ours' ? { check: [PROGRAM, 'storage', '-t'], start: [PROGRAM, 'storage'] } : undefined,
    ),
  );
  const owned = stack.move();
  return { spec, client, storage, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Ours reads the configuration of 15.0.3. */
const versionOf = (house: House): GenuineVersion => (house === 'ours' ? '15.0.3' : house);

function tlsOf({ client, storage }: ContenderSpec, on: boolean): TlsKind {
  if (!on) return 'none';
  return client === '9.6.7' || storage === '9.6.7' ? 'certificate' : 'psk';
}
