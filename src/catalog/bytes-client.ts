/**
 * pg's client, but what the server says arrives as bytes. pg reads all text as UTF-8 and so destroys names that are
 * not; its parser can read latin1 (one character a byte), only nobody asks it to. This file is the only one that
 * reaches inside pg; every new connection proves that it still works (session.ts).
 */
import type { Duplex } from 'node:stream';
import pg from 'pg';
import { Parser } from 'pg-protocol/dist/parser.js';
import { typeParser } from './values.ts';

class BytesConnection extends pg.Connection {
  /** Called by pg once for each socket (again after the change to TLS). */
  attachListeners(stream: Duplex): void {
    const parser = new Parser();
    (parser as unknown as { reader: { encoding: string } }).reader.encoding = 'latin1';
    stream.on('data', (bytes: Buffer) =>
      parser.parse(bytes, (message) => this.emit(message.name === 'error' ? 'errorMessage' : message.name, message)),
    );
  }
}

/** A peer that is gone without a word is noticed by the kernel. */
const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelayMillis: 10_000 };

export class BytesClient extends pg.Client {
  readonly #socket: Duplex;
  #closed = false;
  /** PostgreSQL's timeline that it writes to; 0: not looked at, without a cluster. */
  timeline = 0;
  /** A commit here was answered although no synchronous standby had it: somebody canceled its wait. */
  hasUnwaitedCommit = false;

  /** It is among `open` until its socket is closed. */
  constructor(options: pg.ClientConfig, open: Set<BytesClient>) {
    const connection = new BytesConnection({ ...KEEP_ALIVE, ssl: options.ssl } as pg.ConnectionConfig);
    super({ ...options, types: { getTypeParser: typeParser }, connection } as pg.ClientConfig);
    this.#socket = connection.stream;
    open.add(this);
    // By the function that warns: the words are in the language of the server.
    this.on('notice', (notice) => {
      this.hasUnwaitedCommit ||= (notice as { routine?: string }).routine === 'SyncRepWaitForLSN';
    });
    this.#socket.once('close', () => open.delete(this));
  }

  /** We have closed it; its end has perhaps not been noticed yet. */
  get isClosed(): boolean {
    return this.#closed;
  }

  /** The number of its process at PostgreSQL; 0 before it is known. */
  get processId(): number {
    return (this as unknown as { processID: number | null }).processID ?? 0;
  }

  /** Ends the connection at once, whatever is under way on it. */
  close(): void {
    this.#closed = true;
    this.#socket.destroy();
  }
}
