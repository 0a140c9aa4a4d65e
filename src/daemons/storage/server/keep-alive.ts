/** While something takes long, whoever waits for it is told every now and then that we are still here (page 04 §9). */

/** Settles as `work` does. `beat` must not throw. */
export async function keepAlive<T>(work: Promise<T>, everySec: number, beat: () => void): Promise<T> {
  if (everySec <= 0) return work;
  const timer = setInterval(beat, Math.min(everySec, 3600) * 1000);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}
