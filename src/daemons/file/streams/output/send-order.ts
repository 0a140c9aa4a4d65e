/**
 * Pieces of output in the order in which they leave. The first that is not ready holds back all behind it. When the
 * connection is lost every piece is released, so that nobody waits for it.
 */
import type { SendFramed } from '../packet-writer.ts';
import type { DeferredRecord } from './deferred-record.ts';

export type Segment =
  | { readonly kind: 'bytes'; readonly bytes: Buffer; readonly release: () => void }
  /** `taken`: it has got its bytes. */
  | { readonly kind: 'deferred'; readonly record: DeferredRecord; readonly taken: (bytes: Buffer) => void };

export class SendOrder {
  failure: Error | undefined;
  readonly #send: SendFramed;
  readonly #failed: (error: Error) => void;
  readonly #waiting: Segment[] = [];
  #watched: DeferredRecord | undefined;
  #emptied: PromiseWithResolvers<void> | undefined;

  /** `failed` is called once, when everything that waits has been released. */
  constructor(send: SendFramed, failed: (error: Error) => void) {
    this.#send = send;
    this.#failed = failed;
  }

  push(segment: Segment): void {
    if (this.failure !== undefined) {
      release(segment);
      return;
    }
    this.#waiting.push(segment);
    this.pump();
  }

  /** Sends what can be sent. */
  pump(): void {
    for (let segment = this.#waiting[0]; segment !== undefined; segment = this.#waiting[0]) {
      if (segment.kind === 'deferred' && !segment.record.ready) {
        this.#watch(segment.record);
        return;
      }
      this.#waiting.shift();
      this.#write(segment);
    }
    this.#emptied?.resolve();
    this.#emptied = undefined;
  }

  /** Resolves when everything has been handed to the connection. */
  emptied(): Promise<void> {
    if (this.failure !== undefined) return Promise.reject(this.failure);
    if (this.#waiting.length === 0) return Promise.resolve();
    this.#emptied ??= Promise.withResolvers<void>();
    return this.#emptied.promise;
  }

  fail(error: Error): void {
    if (this.failure !== undefined) return;
    this.failure = error;
    for (const segment of this.#waiting.splice(0)) release(segment);
    this.#emptied?.reject(error);
    this.#failed(error);
  }

  #write(segment: Segment): void {
    const bytes = segment.kind === 'bytes' ? segment.bytes : this.#take(segment);
    if (bytes.length === 0) {
      release(segment);
      return;
    }
    let released = false;
    const once = (): void => {
      if (!released) release(segment);
      released = true;
    };
    this.#send(bytes, once).catch((error: Error) => {
      once();
      this.fail(error);
    });
  }

  /** Nothing, where it cannot be had; then nothing at all is sent any more. */
  #take({ record, taken }: Segment & { kind: 'deferred' }): Buffer {
    try {
      const bytes = record.take();
      if (bytes.length > 0) taken(bytes);
      return bytes;
    } catch (error) {
      this.fail(error as Error);
      return Buffer.alloc(0);
    }
  }

  #watch(record: DeferredRecord): void {
    if (this.#watched === record) return;
    this.#watched = record;
    record.whenReady().then(
      () => this.pump(),
      (error: Error) => this.fail(error),
    );
  }
}

function release(segment: Segment): void {
  if (segment.kind === 'bytes') segment.release();
  else segment.record.release();
}
