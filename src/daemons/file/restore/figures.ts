/** The running figures of a restore. */
import type { RestoreFigures } from './restore-writer.ts';

const STREAMS_MAX = 1000;

export class Figures implements RestoreFigures {
  files = 0;
  bytes = 0;
  errors = 0;
  failed = 0;
  skipped = 0;
  digestMismatches = 0;
  unverified = 0;
  readonly unknownStreams = new Map<number, number>();

  countUnknown(stream: number): void {
    const count = this.unknownStreams.get(stream);
    // A hostile Volume may have any number of streams.
    if (count === undefined && this.unknownStreams.size >= STREAMS_MAX) return;
    this.unknownStreams.set(stream, (count ?? 0) + 1);
  }
}
