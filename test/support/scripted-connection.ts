/** A Connection whose other end is the test: frames are put in by hand, and what was sent is looked at. */
import type { Connection, Frame } from '../../src/protocol/index.ts';

export interface ScriptedConnection extends Connection {
  /** Texts and `#signal`s in the order in which they were sent. */
  readonly sent: string[];
  readonly hurried: number;
  readonly destroyed: Error | undefined;
  say(...frames: (string | Buffer | number)[]): void;
  /** The other end closes. */
  hangUp(): void;
  /** The reader meets this instead of frames. */
  fail(error: Error): void;
}

export function scriptedConnection(): ScriptedConnection {
  const sent: string[] = [];
  let queue: Frame[] = [];
  let closed = false;
  let failure: Error | undefined;
  let destroyed: Error | undefined;
  let hurried = 0;
  let wake: (() => void) | undefined;
  const woken = (): void => {
    wake?.();
    wake = undefined;
  };
  const receiveAvailable = async (): Promise<readonly Frame[]> => {
    for (;;) {
      if (queue.length > 0) {
        const frames = queue;
        queue = [];
        return frames;
      }
      if (failure !== undefined) throw failure;
      if (closed) return [];
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return {
    peer: 'test:9999',
    encryption: 'none',
    sent,
    get hurried() {
      return hurried;
    },
    get destroyed() {
      return destroyed;
    },
    say: (...frames) => {
      for (const frame of frames) {
        if (typeof frame === 'number') queue.push({ kind: 'signal', signal: frame });
        else queue.push({ kind: 'data', payload: Buffer.from(frame as string, 'latin1') });
      }
      woken();
    },
    hangUp: () => {
      closed = true;
      woken();
    },
    fail: (error) => {
      failure = error;
      woken();
    },
    send: async (payload) => {
      sent.push(typeof payload === 'string' ? payload : payload.toString('latin1'));
    },
    sendSignal: async (signal) => {
      sent.push(`#${signal}`);
    },
    hurry: () => {
      hurried++;
    },
    receive: async () => (await receiveAvailable())[0],
    receiveAvailable,
    destroy: (error) => {
      destroyed ??= error ?? new Error('destroyed');
      failure ??= destroyed;
      woken();
    },
    [Symbol.asyncDispose]: async () => {
      closed = true;
      woken();
    },
  };
}
