/** `Append = "/path"` and `File = "/path"`: opened at the first message, so that a silent Job touches nothing. */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { type ByteString, byteStringToBytes } from '../../core/index.ts';
import type { Destination } from './destination.ts';
import { datedLine } from './line.ts';
import type { Message, MessageType } from './message.ts';

const { O_WRONLY, O_CREAT, O_APPEND, O_TRUNC, O_NONBLOCK } = constants;
// Non-blocking: a pipe without a reader is an error at once, not a thread that waits for ever.
const COMMON_FLAGS = O_WRONLY | O_CREAT | O_APPEND | O_NONBLOCK;

export function openLogFile(
  path: ByteString,
  mode: 'append' | 'truncate',
  types: ReadonlySet<MessageType>,
): Destination {
  let file: FileHandle | undefined;
  let truncate = mode === 'truncate';

  async function deliver(batch: readonly Message[]): Promise<void> {
    file ??= await open(byteStringToBytes(path), COMMON_FLAGS | (truncate ? O_TRUNC : 0), 0o640);
    truncate = false;
    try {
      await file.writeFile(byteStringToBytes(batch.map(datedLine).join('')));
    } catch (error) {
      await close();
      throw error;
    }
  }

  async function close(): Promise<void> {
    const closing = file;
    file = undefined;
    await closing?.close();
  }

  return { name: `${mode === 'append' ? 'Append' : 'File'} = "${path}"`, types, deliver, close };
}
