/** Values on their way from callbacks to a reader that may be slow: bounded, and what a newer value replaces gives way. */
const VALUES_MAX = 10_000;

export interface LineQueue<T> extends AsyncIterable<T> {
  /** A value with a `key` takes the place of one that still waits under the same key, and always finds room. */
  push(value: T, key?: string): void;
  /** The reader gets what waits, then the end. */
  end(): void;
  fail(error: unknown): void;
  /** Resolves when fewer than `ahead` values wait, or nobody reads any more. */
  room(ahead: number): Promise<void>;
  /** Resolves with the first value. */
  readonly first: Promise<void>;
  /** Values that found no room. */
  readonly lost: number;
}

export function openLineQueue<T>(valuesMax = VALUES_MAX): LineQueue<T> {
  const waiting = new Map<string | symbol, T>();
  const first = Promise.withResolvers<void>();
  let lost = 0;
  let closed = false;
  let failure: { error: unknown } | undefined;
  // Both ends wait for "something has changed": a promise that is replaced each time.
  let change = Promise.withResolvers<void>();
  const stir = (): void => {
    change.resolve();
    change = Promise.withResolvers();
  };
  const close = (): void => {
    closed = true;
    stir();
  };

  async function* read(): AsyncGenerator<T> {
    try {
      for (;;) {
        for (const [key, value] of waiting) {
          waiting.delete(key);
          stir();
          yield value;
        }
        if (waiting.size > 0) continue;
        if (failure !== undefined) throw failure.error;
        if (closed) return;
        await change.promise;
      }
    } finally {
      waiting.clear();
      close();
    }
  }

  return {
    push(value, key) {
      if (closed) return;
      if (waiting.size >= valuesMax && key === undefined) {
        lost++;
        return;
      }
      waiting.set(key ?? Symbol(), value);
      first.resolve();
      stir();
    },
    end: close,
    fail(error) {
      failure = { error };
      close();
    },
    async room(ahead) {
      while (waiting.size >= ahead && !closed) await change.promise;
    },
    first: first.promise,
    get lost() {
      return lost;
    },
    [Symbol.asyncIterator]: read,
  };
}
