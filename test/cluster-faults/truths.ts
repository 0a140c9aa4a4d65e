/** Who wrote when, judged: pure. */
import type { Span } from '../support/cluster-hosts/director-watch.ts';
import type { Acknowledgement } from '../support/cluster-hosts/writers.ts';

/**
 * The writes that a node took, on a connection that it had before, after another one had acknowledged one. One that was under way
 * when the node stood still, and is acknowledged when it goes on, had been committed before: whether it stays is looked at elsewhere.
 */
export function twoWriters(acknowledged: readonly Acknowledgement[]): readonly Acknowledgement[] {
  const firstMs = new Map<number, number>();
  for (const { session, atMs } of acknowledged) firstMs.set(session, Math.min(firstMs.get(session) ?? atMs, atMs));
  const sessions = new Map(acknowledged.map(({ session, node }) => [session, node]));
  return acknowledged.filter(({ node, session, sentMs }) =>
    [...sessions].some(([other, where]) => {
      const [mineMs, theirsMs] = [firstMs.get(session) ?? 0, firstMs.get(other) ?? 0];
      return where !== node && theirsMs > mineMs && theirsMs < sentMs;
    }),
  );
}

/** Of nodes whose Director led although another one had begun to, before it ended. */
export const twoDirectors = (spans: readonly Span[]): readonly Span[] =>
  spans.filter((one) =>
    spans.some((other) => other.node !== one.node && other.firstMs > one.firstMs && other.firstMs < one.lastMs),
  );
