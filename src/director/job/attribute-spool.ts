/**
 * The attributes of a Job in the file where its Storage Daemon kept them while the data came (03 §6.4). On one machine
 * the Director reads it there: nothing has to be sent, encrypted and received once more.
 *
 *   packet   u32 length, then as many bytes: an UpdCat packet as it would be sent
 */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type ByteString, byteStringToBytes } from '../../core/index.ts';
import { type AttributePacket, decodeAttributePacket } from '../../protocol/index.ts';
import { DaemonGarbageError } from './errors.ts';

/** What the packets must carry: a path of that name may be another machine's. */
export interface SpoolOwner {
  /** `Storage "File1"`. */
  readonly daemon: string;
  readonly jobId: number;
  readonly sessionId: number;
  readonly sessionTime: number;
}

/** A promise means: wait for it before the next packet. */
type Take = (packet: AttributePacket) => Promise<void> | undefined;

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
const LENGTH_BYTES = 4;
const PIECE_BYTES = 1024 * 1024;
const PACKET_BYTES_MAX = 10_000_000;

/** False: the file is not here, or not of this Job, and nothing was taken. Otherwise all of it was. */
export async function readAttributeSpool(file: ByteString, owner: SpoolOwner, take: Take): Promise<boolean> {
  await using handle = await openRegular(file);
  if (handle === undefined) return false;
  const packets = new SpooledPackets(handle, owner.daemon);
  let taken = 0;
  while (await packets.readOn()) {
    for (let payload = packets.next(); payload !== undefined; payload = packets.next()) {
      const packet = decodeAttributePacket(payload);
      if (!isOf(owner, packet) || (taken === 0 && !namesJob(payload, owner))) {
        if (taken === 0) return false;
        throw garbage(owner.daemon, 'attributes of another Job in its spool file');
      }
      taken++;
      const held = take(packet);
      if (held !== undefined) await held;
    }
  }
  return true;
}

async function openRegular(file: ByteString): Promise<FileHandle | undefined> {
  try {
    const handle = await open(byteStringToBytes(file), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
  } catch {
    // Most Storage Daemons are on other machines; this one sends what it has.
  }
  return undefined;
}

class SpooledPackets {
  readonly #handle: FileHandle;
  readonly #daemon: string;
  #buffer = Buffer.allocUnsafeSlow(PIECE_BYTES);
  #start = 0;
  #end = 0;

  constructor(handle: FileHandle, daemon: string) {
    this.#handle = handle;
    this.#daemon = daemon;
  }

  /** The next packet that is whole; a view, valid until `readOn`. */
  next(): Buffer | undefined {
    const end = this.#start + this.#wanted();
    if (end > this.#end) return undefined;
    const payload = this.#buffer.subarray(this.#start + LENGTH_BYTES, end);
    this.#start = end;
    return payload;
  }

  /** False at the end of the file. */
  async readOn(): Promise<boolean> {
    const wanted = this.#wanted();
    const target = wanted > this.#buffer.length ? Buffer.allocUnsafeSlow(wanted) : this.#buffer;
    this.#end = this.#buffer.copy(target, 0, this.#start, this.#end);
    this.#start = 0;
    this.#buffer = target;
    const { bytesRead } = await this.#handle.read(target, this.#end, target.length - this.#end);
    this.#end += bytesRead;
    if (bytesRead === 0 && this.#end > 0) throw garbage(this.#daemon, 'a spool file that ends within a packet');
    return bytesRead > 0;
  }

  /** How many bytes the next packet takes, as far as that is known. */
  #wanted(): number {
    if (this.#end - this.#start < LENGTH_BYTES) return LENGTH_BYTES;
    const length = this.#buffer.readUInt32BE(this.#start);
    if (length > PACKET_BYTES_MAX) throw garbage(this.#daemon, `a packet of ${length} bytes in its spool file`);
    return LENGTH_BYTES + length;
  }
}

const isOf = (owner: SpoolOwner, packet: AttributePacket): boolean =>
  packet.sessionId === owner.sessionId && packet.sessionTime === owner.sessionTime;

const namesJob = (payload: Buffer, { jobId }: SpoolOwner): boolean =>
  payload.toString('latin1', 0, 40).startsWith(`UpdCat JobId=${jobId} `);

const garbage = (daemon: string, found: string): DaemonGarbageError =>
  new DaemonGarbageError(daemon, 'its attributes', found);
