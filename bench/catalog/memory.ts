/**
 * The Director's memory while attributes flow: a process that receives them as a Director does, from the socket to the
 * committed row, and a sender that is as fast as it may be.
 */
import { once } from 'node:events';
import { connect } from 'node:net';
import { fileURLToPath } from 'node:url';
import { encodeAttributePacket, encodeAttributeRecord, encodeFrame, FILE_TYPE } from '../../src/protocol/index.ts';
import type { Postgres } from '../../test/support/postgres.ts';
import { launch } from '../../test/support/program.ts';
import { until } from '../../test/support/wait.ts';
import { readRecords, recordReels } from './records.ts';
import { dropped, emptyCatalog } from './rows.ts';

const RECEIVER = fileURLToPath(new URL('./receiver.ts', import.meta.url));
/** What bin/understudy tells Node. */
const AS_DEPLOYED = ['--max-semi-space-size=8'];
const TIMEOUT_MS = 900_000;
const WRITE_BYTES = 64 * 1024;
const SESSION = { sessionId: 1, sessionTime: 1_795_000_000 };
const STREAM_ATTRIBUTES = 1;
const STREAM_MD5 = 3;

export async function printMemory(postgres: Postgres, sizes: readonly number[]): Promise<void> {
  console.log('\nmemory of a process that receives attributes as the Director does, and stores them');
  for (const rows of sizes) console.log(`${String(rows).padStart(10)} files: ${await peakMegabytes(postgres, rows)}`);
}

/** What the receiver prints at its end. */
async function peakMegabytes(postgres: Postgres, rows: number): Promise<string> {
  const { socketDirectory, port } = await emptyCatalog(postgres, 'memory');
  const receiver = launch([process.execPath, ...AS_DEPLOYED, RECEIVER, socketDirectory, String(port), 'memory']);
  const lines = () => receiver.stdout().split('\n');
  const words = (count: number) => () => {
    if (!receiver.running() && lines().length <= count) throw new Error(receiver.output());
    return lines().length > count && lines()[count - 1];
  };
  await send(Number(await until(words(1), { what: 'the receiver to listen' })), rows);
  const result = await until(words(2), { what: 'the receiver to end', timeoutMs: TIMEOUT_MS });
  await receiver.exited;
  await dropped(postgres, 'memory');
  return result;
}

async function send(port: number, rows: number): Promise<void> {
  const socket = connect({ host: '127.0.0.1', port });
  await once(socket, 'connect');
  let waiting: Buffer[] = [];
  let bytes = 0;
  for (const record of readRecords(recordReels(rows))) {
    for (const frame of framesOf(record)) {
      waiting.push(frame);
      bytes += frame.length;
    }
    if (bytes < WRITE_BYTES) continue;
    const room = socket.write(Buffer.concat(waiting, bytes));
    waiting = [];
    bytes = 0;
    if (!room) await once(socket, 'drain');
  }
  socket.end(Buffer.concat(waiting, bytes));
  await once(socket, 'close');
}

type Sent = { readonly name: string; readonly fileIndex: number; readonly lstat: string; readonly digest: string };

/** Attributes and their digest, each in a packet of its own. */
function framesOf({ name, fileIndex, lstat, digest }: Sent): Buffer[] {
  const type = name.endsWith('/') ? FILE_TYPE.directory : FILE_TYPE.regular;
  const attributes = { fileIndex, type, path: name, lstat, link: '', extended: '', deltaSeq: 0 };
  const frames = [frameOf(fileIndex, STREAM_ATTRIBUTES, encodeAttributeRecord(attributes))];
  if (digest !== '0') frames.push(frameOf(fileIndex, STREAM_MD5, Buffer.from(digest, 'base64')));
  return frames;
}

const frameOf = (fileIndex: number, stream: number, record: Buffer): Buffer =>
  encodeFrame({ kind: 'data', payload: encodeAttributePacket(1, { ...SESSION, fileIndex, stream, record }) });
