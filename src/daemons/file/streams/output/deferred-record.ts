/** A record whose place in the order is taken, but which is still being made. */
export interface DeferredRecord {
  readonly ready: boolean;
  /** Rejects when it will never be ready. */
  whenReady(): Promise<void>;
  /** The record with its length before it; called once, when it is ready and everything before it has been sent. */
  take(): Buffer;
  /** It was sent, or never will be. */
  release(): void;
}
