/** A Storage's port on which one Client is awaited, for a Job that the test plays. */
import { Secret } from '../../src/core/index.ts';
import { type Connection, formatStorageReply, listenForCalls, OUR_VERSION, TLS_OFF } from '../../src/protocol/index.ts';

export interface AwaitedClient extends AsyncDisposable {
  readonly port: number;
  /** Its connection, when it has called and proved the key. */
  readonly called: Promise<Connection>;
}

/** `key`: the Job's Authorization. */
export async function awaitClient(key: string): Promise<AwaitedClient> {
  const called = Promise.withResolvers<Connection>();
  called.promise.catch(() => {});
  const listener = await listenForCalls({
    port: 0,
    ownName: 'test-sd',
    kinds: ['client-to-storage'],
    lookup: () => ({ key: new Secret(key), tls: TLS_OFF }),
    welcome: () => [formatStorageReply(OUR_VERSION.storage)],
    heartbeatSec: 60,
    onCall: ({ connection }) => called.resolve(connection),
    onRefused: (error) => called.reject(error),
  });
  return {
    port: listener.port,
    called: called.promise,
    [Symbol.asyncDispose]: () => listener[Symbol.asyncDispose](),
  };
}
