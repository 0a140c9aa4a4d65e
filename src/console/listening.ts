/** Waits for a server to listen, or tells where it could not. */
import { once } from 'node:events';
import type { Server } from 'node:http';
import { ListenError } from './errors.ts';

export async function listening(server: Server, where: string): Promise<void> {
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new ListenError(where, error instanceof Error ? error : new Error(String(error)));
  }
}
