/** Where a Director is spoken to, as the Api resource says. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ApiResource } from '../../config/index.ts';
import type { ConsoleApiOptions } from '../../console/index.ts';
import { Secret } from '../../core/index.ts';
import { UnreadableFileError } from '../errors.ts';

/** TCP only where there is a token: without one the socket's file mode is the guard. */
export async function waysIn(api: ApiResource, workingDirectory: string): Promise<ConsoleApiOptions> {
  const socket = bytesToPath(api.socket ?? join(workingDirectory, 'api.socket'));
  const token = api.tokenFile === undefined ? api.token : await readToken(bytesToPath(api.tokenFile));
  return { socket, tcp: token && { address: api.address, port: api.port, token } };
}

async function readToken(file: string): Promise<Secret> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new UnreadableFileError('token', file, error);
  }
  const token = text.split('\n')[0]?.trim() ?? '';
  if (token === '') throw new UnreadableFileError('token', file, new Error('its first line is empty'));
  return new Secret(token);
}

/** Paths of the configuration are bytes; those that Node hands to the system as text are UTF-8. */
export const bytesToPath = (path: string): string => Buffer.from(path, 'latin1').toString('utf8');
