/** `testnetwork` (page 04 §2): the File Daemon sends until EOD, then gets as much back; with `rtt` each packet is echoed. */
import type { ByteString } from '../../../../core/index.ts';
import { line, SIGNAL } from '../../../../protocol/index.ts';
import type { Frames } from './frames.ts';

const COMMAND = line('testnetwork bytes={bytes:int}');
const WITH_RTT = line('testnetwork bytes={bytes:int} rtt={rtt:int}');
const PACKET_BYTES = 64 * 1024;
const BYTES_MAX = 10 * 1024 ** 3;
const FILLER = Buffer.alloc(PACKET_BYTES, 0xbb);

export async function testNetwork(text: ByteString, frames: Frames): Promise<void> {
  const { connection } = frames;
  const bytes = Math.min(BYTES_MAX, Math.max(0, COMMAND.parse(text)?.bytes ?? 0));
  const echoes = (WITH_RTT.parse(text)?.rtt ?? 0) > 0;
  for (;;) {
    const frame = await frames.next('the packets of a network test');
    if (frame === undefined || frame.kind === 'signal') break;
    if (echoes) await connection.send(Buffer.from(frame.payload));
  }
  for (let sent = 0; sent < bytes; sent += PACKET_BYTES) {
    await connection.send(FILLER.subarray(0, Math.min(PACKET_BYTES, bytes - sent)));
  }
  await connection.sendSignal(SIGNAL.EOD);
}
