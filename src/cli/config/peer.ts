/** `understudy config peer`: this node, as another one asks it over standard input and output. */
import { Duplex } from 'node:stream';
import { FrameChannel, serveNode } from '../../replication/index.ts';
import { parseArguments } from '../arguments.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';
import { CONFIG_OPTIONS, openFromOptions } from './options.ts';

/** Whoever asks bounds its own waits; this catches one that was cut off. */
const SILENCE_MS = 300_000;

export async function peerAction(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
  const { values } = parseArguments(args, CONFIG_OPTIONS, { verb: 'config', positionals: [0, 0] });
  await using replication = await openFromOptions(values, terminal.environment);
  const { local } = replication;
  const stream = Duplex.from({ readable: process.stdin, writable: process.stdout });
  await serveNode(new FrameChannel(stream, { peer: 'The caller', silenceMs: SILENCE_MS }), local);
  return EXIT.ok;
}
