/**
 * The partition of `length` points that costs least, by dynamic programming with pruning (PELT: Killick, Fearnhead and
 * Eckley, Optimal detection of changepoints with a linear computational cost, 2012).
 *
 * @param cost of the segment from `start` up to, not including, `end`
 * @param penalty for each change
 * @param minimum points a segment
 * @returns first index of each segment but the first, and the cost without the penalties
 */
export function cheapestPartition(
  length: number,
  cost: (start: number, end: number) => number,
  penalty: number,
  minimum: number,
): { changes: number[]; cost: number } {
  if (length < minimum) return { changes: [], cost: 0 };
  const best = new Float64Array(length + 1).fill(Infinity);
  const previous = new Int32Array(length + 1);
  best[0] = -penalty;
  let starts = [0];
  for (let end = minimum; end <= length; end++) {
    const totals = starts.map((start) => best[start]! + cost(start, end) + penalty);
    let chosen = 0;
    for (let i = 1; i < totals.length; i++) if (totals[i]! < totals[chosen]!) chosen = i;
    best[end] = totals[chosen]!;
    previous[end] = starts[chosen]!;
    starts = starts.filter((_, index) => totals[index]! - penalty <= best[end]!);
    const next = end + 1 - minimum;
    if (Number.isFinite(best[next]!) && next > 0) starts.push(next);
  }
  const changes: number[] = [];
  for (let at = previous[length]!; at > 0; at = previous[at]!) changes.unshift(at);
  return { changes, cost: best[length]! - changes.length * penalty };
}
