/**
 * A TCP proxy that waits for a moment: put it between two daemons that speak in the clear, and name words that one of them will say.
 * When they come, that connection stands still, so that a test can kill one of the two at exactly that moment.
 */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { withDeadline } from '../../src/core/index.ts';

export type Side = 'dialler' | 'dialled';

export interface MomentProxy extends AsyncDisposable {
  readonly port: number;
  /** Resolves when that side says the last of the words, behind the others on the same connection: they do not arrive. */
  before(from: Side, ...words: readonly string[]): Promise<void>;
  /** They arrive, and nothing that is said afterwards does, from neither side. */
  behind(from: Side, ...words: readonly string[]): Promise<void>;
}

interface Wanted {
  readonly from: Side;
  readonly words: readonly string[];
  readonly arrives: boolean;
  readonly come: () => void;
}

const PATIENCE_MS = 120_000;

export async function startMomentProxy(target: { host?: string; port: number }): Promise<MomentProxy> {
  const sockets = new Set<Socket>();
  let wanted: Wanted | undefined;

  const server = createServer((dialler) => {
    const dialled = connect({ host: target.host ?? '127.0.0.1', port: target.port });
    let isStill = false;
    const pass = (side: Side, from: Socket, to: Socket): void => {
      let [waitsFor, heard, next]: [Wanted | undefined, string, number] = [undefined, '', 0];
      sockets.add(from);
      from.on('error', () => to.resetAndDestroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
      from.on('data', (bytes: Buffer) => {
        if (isStill) return;
        if (waitsFor !== wanted) [waitsFor, heard, next] = [wanted, '', 0];
        const isNow = waitsFor?.from === side && hears(waitsFor, bytes);
        if (!isNow || waitsFor?.arrives) to.write(bytes);
        if (!isNow) return;
        isStill = true;
        wanted?.come();
        wanted = undefined;
      });
      /** Words may come in pieces, and several in one. */
      const hears = ({ words }: Wanted, bytes: Buffer): boolean => {
        heard += bytes.toString('latin1');
        for (let at = 0; at >= 0 && next < words.length; ) {
          const word = words[next] ?? '';
          at = heard.indexOf(word);
          heard = at < 0 ? heard.slice(-word.length) : heard.slice(at + word.length);
          if (at >= 0) next++;
        }
        return next === words.length;
      };
    };
    pass('dialler', dialler, dialled);
    pass('dialled', dialled, dialler);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  const moment = (from: Side, words: readonly string[], arrives: boolean): Promise<void> => {
    const come = Promise.withResolvers<void>();
    wanted = { from, words, arrives, come: come.resolve };
    return withDeadline(come.promise, PATIENCE_MS, () => new Error(`Nobody said ${words.join(' … ')}`));
  };
  return {
    port: (server.address() as AddressInfo).port,
    before: (from, ...words) => moment(from, words, false),
    behind: (from, ...words) => moment(from, words, true),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}
