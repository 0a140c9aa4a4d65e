/**
 * What a Storage Daemon must not forget when it ends: the highest epoch of each Director, and the session time of its last
 * life, which no two lives may share. Written whole and moved into place, so a crash leaves the old or the new.
 */
import { open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type ByteString, byteStringToBytes, displayText } from '../../../core/index.ts';
import { StaleEpochError, StateFileError } from './errors.ts';

interface Stored {
  readonly sessionTime: number;
  /** Epochs in decimal, by the names of Directors. */
  readonly epochs: Readonly<Record<string, string>>;
}

export class DaemonState {
  readonly #path: ByteString;
  #stored: Stored;
  #writing: Promise<void> = Promise.resolve();
  readonly #listeners = new Set<(director: ByteString, epoch: bigint) => void>();

  private constructor(path: ByteString, stored: Stored) {
    this.#path = path;
    this.#stored = stored;
  }

  static async open(path: ByteString): Promise<DaemonState> {
    return new DaemonState(path, await load(path));
  }

  /** A session time that no life before had; kept before it is given away. */
  async beginLife(nowSec: number): Promise<number> {
    const sessionTime = Math.max(nowSec, this.#stored.sessionTime + 1);
    await this.#store({ ...this.#stored, sessionTime });
    return sessionTime;
  }

  /** The highest that was seen; 0: none. */
  epochOf(director: ByteString): bigint {
    return BigInt(this.#stored.epochs[director] ?? '0');
  }

  /** A Director says which epoch it holds. Throws StaleEpochError for an older one; a newer one is kept on disk first. */
  async takeEpoch(director: ByteString, epoch: bigint): Promise<void> {
    const highest = this.epochOf(director);
    if (epoch < highest) throw new StaleEpochError(displayText(director), epoch, highest, displayText(this.#path));
    if (epoch === highest) return;
    await this.#store({ ...this.#stored, epochs: { ...this.#stored.epochs, [director]: `${epoch}` } });
    for (const listener of this.#listeners) listener(director, epoch);
  }

  /** Hears of each new epoch. */
  onEpoch(listener: (director: ByteString, epoch: bigint) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  #store(stored: Stored): Promise<void> {
    this.#stored = stored;
    const write = this.#writing.then(() => store(this.#path, stored));
    this.#writing = write.catch(() => undefined);
    return write;
  }
}

async function load(path: ByteString): Promise<Stored> {
  let text: string;
  try {
    text = await readFile(byteStringToBytes(path), 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { sessionTime: 0, epochs: {} };
    throw new StateFileError(path, error);
  }
  try {
    const { sessionTime, epochs } = JSON.parse(text) as Stored;
    if (!Number.isSafeInteger(sessionTime)) throw new Error('there is no session time in it');
    for (const epoch of Object.values(epochs)) BigInt(epoch);
    return { sessionTime, epochs };
  } catch (error) {
    throw new StateFileError(path, error);
  }
}

async function store(path: ByteString, stored: Stored): Promise<void> {
  const fresh = byteStringToBytes(`${path}.new`);
  try {
    await writeAndSync(fresh, Buffer.from(JSON.stringify(stored), 'latin1'));
    await rename(fresh, byteStringToBytes(path));
    const directory = await open(byteStringToBytes(dirname(path)), 'r');
    await directory.sync().finally(() => directory.close());
  } catch (error) {
    throw new StateFileError(path, error);
  }
}

async function writeAndSync(path: Buffer, bytes: Buffer): Promise<void> {
  const handle = await open(path, 'w', 0o600);
  try {
    await handle.writeFile(bytes);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
