/** What bpipe saved goes to the command that its entry names (specification 04 §4.4): nothing is written to the disk. */
import type { Writable } from 'node:stream';
import type { ByteString } from '../../../core/index.ts';
import type { PluginFile } from '../restore/index.ts';
import { parseBpipe } from './bpipe.ts';
import { startPiped } from './piped-program.ts';
import type { ThreadTools } from './thread-tools.ts';

/** Undefined: the data belongs to another plugin. */
export function openBpipeRestore(command: ByteString, tools: ThreadTools): PluginFile | undefined {
  const bpipe = parseBpipe(command);
  if (bpipe === undefined) return undefined;
  const program = startPiped(bpipe.writer, ['pipe', 'pipe', 'pipe'], 'bpipe', tools);
  const { stdin } = program.child;
  let over = false;
  program.ended.then(() => {
    over = true;
  });
  return {
    attributes: () => {},
    data: async (bytes) => {
      // A command that has ended, or wants no more, is judged at the end.
      if (over || stdin === null || stdin.destroyed) return;
      // The writer takes it in its own time, and these bytes are somebody else's.
      if (!stdin.write(Buffer.from(bytes))) await roomIn(stdin);
    },
    close: async () => {
      stdin?.end();
      const fault = await program.ended;
      tools.checkStop();
      return fault === undefined ? undefined : `bpipe: "${bpipe.writer}" for ${bpipe.path} failed. ERR=${fault}`;
    },
  };
}

/** Or the end of whoever should read. */
const roomIn = (stream: Writable): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      stream.off('drain', done).off('close', done);
      resolve();
    };
    stream.on('drain', done).on('close', done);
  });
