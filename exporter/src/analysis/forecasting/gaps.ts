/** Longest run of missing points that a straight line fills. */
const LINEAR_GAP = 3;

/**
 * Fills the gaps (NaN) of a gridded series so that models can be fitted: up to three points on a straight line,
 * longer gaps with what was seen one season before and after on top of that line, which keeps the shape of the day.
 *
 * @param values first and last are finite
 * @param season length of the season in points, 1 for none
 * @returns the filled copy, and 1 for each point that was observed
 */
export function fillGaps(values: Float64Array, season: number): { values: Float64Array; observed: Uint8Array } {
  const filled = values.slice();
  const observed = Uint8Array.from(values, (value) => (Number.isNaN(value) ? 0 : 1));
  for (let start = 0; start < values.length; start++) {
    if (observed[start]) continue;
    let end = start;
    while (!observed[end]) end++;
    fillOne(filled, values, start, end, season);
    start = end;
  }
  return { values: filled, observed };
}

function fillOne(filled: Float64Array, values: Float64Array, start: number, end: number, season: number): void {
  const before = filled[start - 1]!;
  const slope = (values[end]! - before) / (end - start + 1);
  const shaped = end - start > LINEAR_GAP && season > 1;
  const anchors = shaped ? seasonal(filled, values, start - 1, season) : NaN;
  const anchorEnd = shaped ? seasonal(filled, values, end, season) : NaN;
  for (let i = start; i < end; i++) {
    const share = (i - start + 1) / (end - start + 1);
    const line = before + slope * (i - start + 1);
    const shape = shaped ? seasonal(filled, values, i, season) - (anchors + (anchorEnd - anchors) * share) : 0;
    filled[i] = line + (Number.isFinite(shape) ? shape : 0);
  }
}

/** Mean of what lies one season before (filled or not) and after (observed only). */
function seasonal(filled: Float64Array, values: Float64Array, index: number, season: number): number {
  const before = filled[index - season] ?? NaN;
  const after = values[index + season] ?? NaN;
  if (Number.isNaN(before)) return after;
  return Number.isNaN(after) ? before : (before + after) / 2;
}
