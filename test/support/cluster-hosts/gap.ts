/** What the bench measures: how long something was away. */

/** The longest silence that had not ended at the blow. */
export function longestGap(momentsMs: readonly number[], struckMs: number): number {
  const sorted = momentsMs.toSorted((a, b) => a - b);
  let longest = 0;
  for (let index = 1; index < sorted.length; index++) {
    const [before = 0, after = 0] = [sorted[index - 1], sorted[index]];
    if (after > struckMs) longest = Math.max(longest, after - before);
  }
  return longest;
}
