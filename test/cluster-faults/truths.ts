/** Who wrote when, judged: pure. */
import type { Span } from '../support/cluster-hosts/director-watch.ts';
import type { Acknowledgement } from '../support/cluster-hosts/writers.ts';

/** How many writes a node acknowledged, on a connection that it had before, after another one had acknowledged one. */
export function twoWriters(acknowledged: readonly Acknowledgement[]): number {
  const firstMs = new Map<number, number>();
  for (const { session, atMs } of acknowledged) firstMs.set(session, Math.min(firstMs.get(session) ?? atMs, atMs));
  const sessions = new Map(acknowledged.map(({ session, node }) => [session, node]));
  return acknowledged.filter(({ node, session, atMs }) =>
    [...sessions].some(([other, where]) => {
      const [mineMs, theirsMs] = [firstMs.get(session) ?? 0, firstMs.get(other) ?? 0];
      return where !== node && theirsMs > mineMs && theirsMs < atMs;
    }),
  ).length;
}

/** Pairs of nodes that both said for some while that their Director leads. */
export const twoDirectors = (spans: readonly Span[]): number =>
  spans.filter((one) =>
    spans.some((other) => other.node !== one.node && other.firstMs > one.firstMs && other.firstMs < one.lastMs),
  ).length;
