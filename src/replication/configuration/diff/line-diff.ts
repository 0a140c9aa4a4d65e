/**
 * The shortest way from one list of lines to another (Myers' O(ND)). Where the two have little in common it gives up being
 * short, so that no pair of files takes long: then everything between the common ends counts as replaced.
 */
export interface Edit {
  readonly kind: 'same' | 'removed' | 'added';
  /** Index into the old list for `same` and `removed`, into the new one for `added`. */
  readonly index: number;
}

const DISTANCE_MAX = 1_000;

export function diffLines(before: readonly string[], after: readonly string[]): readonly Edit[] {
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  const most = Math.min(before.length, after.length) - head;
  while (tail < most && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const middle = shortest(before.slice(head, before.length - tail), after.slice(head, after.length - tail));
  return [
    ...range('same', 0, head),
    ...middle.map(({ kind, index }) => ({ kind, index: index + head })),
    ...range('same', before.length - tail, before.length),
  ];
}

const range = (kind: Edit['kind'], from: number, to: number): Edit[] =>
  Array.from({ length: to - from }, (_, i) => ({ kind, index: from + i }));

function shortest(before: readonly string[], after: readonly string[]): Edit[] {
  const traces: Int32Array[] = [];
  const most = Math.min(before.length + after.length, DISTANCE_MAX);
  // Reached furthest on each diagonal, counted from -most.
  const reached = new Int32Array(2 * most + 2);
  for (let distance = 0; distance <= most; distance++) {
    traces.push(reached.slice());
    for (let diagonal = -distance; diagonal <= distance; diagonal += 2) {
      let x = startOf(reached, most, diagonal, distance);
      let y = x - diagonal;
      while (x < before.length && y < after.length && before[x] === after[y]) {
        x++;
        y++;
      }
      reached[most + diagonal] = x;
      if (x >= before.length && y >= after.length) return wayBack(traces, before, after, most);
    }
  }
  return [...range('removed', 0, before.length), ...range('added', 0, after.length)];
}

function startOf(reached: Int32Array, most: number, diagonal: number, distance: number): number {
  const below = diagonal < distance ? (reached[most + diagonal + 1] ?? 0) : -1;
  const above = diagonal > -distance ? (reached[most + diagonal - 1] ?? 0) : -1;
  return comesFromBelow(diagonal, distance, above, below) ? below : above + 1;
}

const comesFromBelow = (diagonal: number, distance: number, above: number, below: number): boolean =>
  diagonal === -distance || (diagonal !== distance && above < below);

function wayBack(
  traces: readonly Int32Array[],
  before: readonly string[],
  after: readonly string[],
  most: number,
): Edit[] {
  const edits: Edit[] = [];
  let [x, y] = [before.length, after.length];
  for (let distance = traces.length - 1; distance > 0; distance--) {
    const reached = traces[distance] as Int32Array;
    const diagonal = x - y;
    const above = reached[most + diagonal - 1] ?? 0;
    const below = reached[most + diagonal + 1] ?? 0;
    const isAdded = comesFromBelow(diagonal, distance, above, below);
    const fromX = isAdded ? below : above;
    const fromY = fromX - (isAdded ? diagonal + 1 : diagonal - 1);
    while (x > fromX && y > fromY) {
      if (x === fromX + (isAdded ? 0 : 1) && y === fromY + (isAdded ? 1 : 0)) break;
      edits.push({ kind: 'same', index: --x });
      y--;
    }
    if (isAdded) edits.push({ kind: 'added', index: --y });
    else edits.push({ kind: 'removed', index: --x });
  }
  while (x > 0 && y > 0) {
    edits.push({ kind: 'same', index: --x });
    y--;
  }
  return edits.reverse();
}
