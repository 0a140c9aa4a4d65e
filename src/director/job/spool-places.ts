/**
 * Where the Storage Daemons of this machine keep their spool files, as far as a Job has shown it since the Director
 * started. What is remembered is only a place to look: whatever lies there has to prove that it is the Job's.
 */
import type { ByteString } from '../../core/index.ts';

export class SpoolPlaces {
  readonly #directories = new Map<string, ByteString>();

  /** `daemon` is `Storage "NAME"`; the path has no slash at its end. */
  find(daemon: string): ByteString | undefined {
    return this.#directories.get(daemon);
  }

  remember(daemon: string, file: ByteString): void {
    this.#directories.set(daemon, file.slice(0, file.lastIndexOf('/')));
  }
}
