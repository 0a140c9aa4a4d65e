/**
 * The attributes of a Job in the file where its Storage Daemon keeps them while the data comes (03 §6.4). On one machine
 * the Director reads it there: nothing has to be sent, encrypted and received once more. Where it knows the place from an
 * earlier Job it reads along while the file grows, so that little is left to do when the data ends.
 */
import { readdir } from 'node:fs/promises';
import { type ByteString, byteStringToBytes, bytesToByteString } from '../../core/index.ts';
import { type AttributePacket, decodeAttributePacket } from '../../protocol/index.ts';
import { DaemonGarbageError } from './errors.ts';
import type { SpoolPlaces } from './spool-places.ts';
import { SpooledPackets } from './spooled-packets.ts';

/** What the packets must carry: a path of that name may be another machine's. */
export interface SpoolOwner {
  /** `Storage "File1"`. */
  readonly daemon: string;
  readonly jobId: number;
  /** The unique name: it is part of the file's. */
  readonly job: ByteString;
  readonly sessionId: number;
  readonly sessionTime: number;
}

export interface SpoolHooks {
  /** A promise means: wait for it before the next packet. */
  readonly take: (packet: AttributePacket) => Promise<void> | undefined;
  /** Reading along has failed: the Job cannot come to a good end. */
  readonly fail: (error: Error) => void;
  /** The Storage Daemon took back what it had written last: rows of later FileIndexes do not count. */
  readonly shortened: (lastFileIndex: number) => void;
}

/** A short Job is over before the first look. */
const LOOK_EVERY_MS = 1_000;
const LOOK_EVERY_MS_MAX = 10_000;

export class AttributeSpool implements Disposable {
  readonly #owner: SpoolOwner;
  readonly #hooks: SpoolHooks;
  readonly #places: SpoolPlaces;
  readonly #stop = new AbortController();
  #following: Promise<void> = Promise.resolve();
  #followed: SpooledPackets | undefined;
  #taken = 0;

  constructor(owner: SpoolOwner, places: SpoolPlaces, hooks: SpoolHooks) {
    this.#owner = owner;
    this.#places = places;
    this.#hooks = hooks;
  }

  /** Whether packets have come from the file: none may come on the wire then. */
  get hasTaken(): boolean {
    return this.#taken > 0;
  }

  /** Reads along from now on, if the file can be found. */
  follow(): void {
    const directory = this.#places.find(this.#owner.daemon);
    if (directory === undefined) return;
    this.#following = this.#follow(directory).catch((error) => this.#hooks.fail(error as Error));
  }

  /** The file is complete. False: it is not here, or not of this Job, and nothing was taken. Otherwise all of it was. */
  async takeAll(file: ByteString): Promise<boolean> {
    this.#stop.abort();
    await this.#following;
    await using whole = await SpooledPackets.open(file, this.#owner.daemon);
    const followed = this.hasTaken ? this.#followed : undefined;
    if (followed !== undefined && !(whole !== undefined && (await followed.isSameFileAs(whole)))) {
      throw this.#garbage('another spool file than the one it wrote to');
    }
    if (whole === undefined) return false;
    if (followed !== undefined && (await followed.isShortened())) {
      this.#hooks.shortened(await lastFileIndexOf(whole));
      return true;
    }
    const packets = followed ?? whole;
    if (!(await this.#take(packets))) return false;
    if (packets.rest > 0) throw this.#garbage('a spool file that ends within a packet');
    this.#places.remember(this.#owner.daemon, file);
    return true;
  }

  /** What is being taken may wait for the Catalog; whoever ends the Job does not wait for that. */
  [Symbol.dispose](): void {
    this.#stop.abort();
    void this.#following.then(() => this.#followed?.[Symbol.asyncDispose]());
  }

  async #follow(directory: ByteString): Promise<void> {
    const { daemon } = this.#owner;
    let file: ByteString | undefined;
    for (let pauseMs = LOOK_EVERY_MS; file === undefined; pauseMs = Math.min(2 * pauseMs, LOOK_EVERY_MS_MAX)) {
      await this.#pause(pauseMs);
      if (this.#stop.signal.aborted) return;
      file = await this.#find(directory);
    }
    this.#followed = await SpooledPackets.open(file, daemon);
    while (this.#followed !== undefined && !this.#stop.signal.aborted) {
      if (!(await this.#take(this.#followed))) return;
      await this.#pause(LOOK_EVERY_MS);
    }
  }

  /** `NAME.attr.JOB.number.spool`, as both releases call it. */
  async #find(directory: ByteString): Promise<ByteString | undefined> {
    const names = await readdir(byteStringToBytes(directory), { encoding: 'buffer' }).catch(() => []);
    const mark = `.attr.${this.#owner.job}.`;
    const name = names.map(bytesToByteString).find((each) => each.includes(mark));
    return name === undefined ? undefined : `${directory}/${name}`;
  }

  /** All that is there. False: it is another Job's, and nothing was taken. */
  async #take(packets: SpooledPackets): Promise<boolean> {
    while (await packets.readOn()) {
      for (let payload = packets.next(); payload !== undefined; payload = packets.next()) {
        const packet = decodeAttributePacket(payload);
        if (!this.#isOurs(packet) || (this.#taken === 0 && !this.#namesJob(payload))) {
          if (this.#taken === 0) return false;
          throw this.#garbage('attributes of another Job in its spool file');
        }
        this.#taken++;
        const held = this.#hooks.take(packet);
        if (held !== undefined) await held;
      }
    }
    return true;
  }

  #isOurs({ sessionId, sessionTime }: AttributePacket): boolean {
    return sessionId === this.#owner.sessionId && sessionTime === this.#owner.sessionTime;
  }

  #namesJob(payload: Buffer): boolean {
    return payload.toString('latin1', 0, 40).startsWith(`UpdCat JobId=${this.#owner.jobId} `);
  }

  #garbage(found: string): DaemonGarbageError {
    return new DaemonGarbageError(this.#owner.daemon, 'its attributes', found);
  }

  #pause(ms: number): Promise<void> {
    const { signal } = this.#stop;
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const timer = setTimeout(resolve, ms);
      const wake = () => {
        clearTimeout(timer);
        resolve();
      };
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}

/** The last entry of a file that was read along before it was shortened. */
async function lastFileIndexOf(packets: SpooledPackets): Promise<number> {
  let last = 0;
  while (await packets.readOn()) {
    for (let payload = packets.next(); payload !== undefined; payload = packets.next()) {
      last = decodeAttributePacket(payload).fileIndex;
    }
  }
  return last;
}
