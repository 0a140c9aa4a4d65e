/**
 * What files refer to, read from outside: the only part of the room that touches the disk and starts programs. Each
 * read is bounded in time and bytes.
 */
import { execFile } from 'node:child_process';
import { open } from 'node:fs/promises';
import type { ByteString } from '../core/index.ts';
import { bytesToByteString } from '../core/index.ts';
import type { Answer, External } from './language/includes.ts';

const FILE_BYTES_MAX = 16 * 1024 * 1024;
const COMMAND_TIMEOUT_MS = 60_000;

/** The answer to one reference; what goes wrong is the answer too. */
export async function readExternal(wanted: External): Promise<Answer> {
  try {
    if (wanted.kind === 'file') return { text: await readText(wanted.path) };
    if (wanted.kind === 'command') return { text: await shell(wanted.command) };
    const words = await shell(`printf '%s\\n' ${literalButExpansions(wanted.text)}`);
    return { text: words.trimEnd().replaceAll('\n', ' ') };
  } catch (error) {
    return { error: sentence(error) };
  }
}

/** A whole file as bytes; a folder, or a file that is too large, is an error. */
export async function readText(path: ByteString): Promise<ByteString> {
  const handle = await open(Buffer.from(path, 'latin1'));
  try {
    const chunks: Buffer[] = [];
    let length = 0;
    for (;;) {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(65_536), 0, 65_536, null);
      if (bytesRead === 0) return bytesToByteString(Buffer.concat(chunks));
      length += bytesRead;
      if (length > FILE_BYTES_MAX) throw new Error(`larger than ${FILE_BYTES_MAX} bytes`);
      chunks.push(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}

/** Tilde, variables, wildcards and backquotes stay what they are; everything else that a shell would see is text. */
const literalButExpansions = (text: ByteString): ByteString => text.replace(/[;&|<>(){}#'"!\s]/g, '\\$&');

const sentence = (error: unknown): string => {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code !== undefined && ERRNO[code]) || message;
};

const ERRNO: Readonly<Record<string, string>> = {
  ENOENT: 'No such file or directory',
  EACCES: 'Permission denied',
  EISDIR: 'Is a directory',
};

/** The script's output; its own standard input is empty. */
function shell(script: ByteString): Promise<ByteString> {
  return new Promise((resolve, reject) => {
    const options = { encoding: 'latin1', timeout: COMMAND_TIMEOUT_MS, maxBuffer: FILE_BYTES_MAX } as const;
    const child = execFile('/bin/sh', ['-s'], options, (error, stdout, stderr) => {
      if (error) reject(new Error(stderr.trim() || error.message));
      else resolve(stdout);
    });
    child.stdin?.on('error', () => {});
    child.stdin?.end(Buffer.from(`{ ${script}\n} </dev/null\n`, 'latin1'));
  });
}
