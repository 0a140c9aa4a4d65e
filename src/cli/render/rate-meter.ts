/** Bytes a second over the last moments, from the figures as they come: daemons tell their own rate only now and then. */
const WINDOW_MS = 10_000;

export interface RateMeter {
  /** Takes a figure, and returns the rate; undefined while there is only one. */
  measure(bytes: number, atMs: number): number | undefined;
}

export function openRateMeter(): RateMeter {
  let samples: { readonly bytes: number; readonly atMs: number }[] = [];
  return {
    measure(bytes, atMs) {
      samples = [...samples.filter((sample) => atMs - sample.atMs <= WINDOW_MS), { bytes, atMs }];
      const oldest = samples[0];
      if (oldest === undefined || atMs <= oldest.atMs) return undefined;
      return Math.max(0, ((bytes - oldest.bytes) * 1000) / (atMs - oldest.atMs));
    },
  };
}
