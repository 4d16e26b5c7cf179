/**
 * Seasonal shape of a series as an additive function of time: for each season, from the shortest to the longest, the
 * trimmed mean per slot of what the shorter ones leave around a moving mean over one season.
 */
export type Profile = (index: number) => number;

/** Share of the highest and of the lowest values of a slot that its mean leaves out. */
const TRIM = 0.2;
/** A long season is trusted like this many of its occurrences more were at zero, so that few weeks do not overrule many days. */
const SHRINKAGE = 1;

/**
 * The shape of each season, one value a slot.
 *
 * @param values without gaps; only these are known
 * @param seasons points, ascending
 */
export function seasonalShapes(values: Float64Array, seasons: readonly number[]): Float64Array[] {
  const sums = cumulativeSums(values);
  const shapes: Float64Array[] = [];
  for (const [order, season] of seasons.entries()) {
    const shorter = shapeSum([...shapes]);
    const slots = Array.from({ length: season }, (): number[] => []);
    for (let t = 0; t < values.length; t++) {
      slots[t % season]!.push(values[t]! - movingMean(sums, t, season) - shorter(t));
    }
    const shrinkage = order === 0 ? 0 : SHRINKAGE;
    shapes.push(Float64Array.from(slots, (slot) => (trimmedMean(slot) * slot.length) / (slot.length + shrinkage)));
  }
  return shapes;
}

/** Sum of shapes as a function of time. */
export function shapeSum(shapes: readonly Float64Array[]): Profile {
  return (index) => {
    let sum = 0;
    for (const shape of shapes) sum += shape[index % shape.length]!;
    return sum;
  };
}

/** The sum of the shapes of a series. */
export function seasonalProfile(values: Float64Array, seasons: readonly number[]): Profile {
  return shapeSum(seasonalShapes(values, seasons));
}

function cumulativeSums(values: Float64Array): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (let i = 0; i < values.length; i++) sums[i + 1] = sums[i]! + values[i]!;
  return sums;
}

/** Mean of the `window` points around `index`; at the ends the nearest whole window. */
function movingMean(sums: Float64Array, index: number, window: number): number {
  const points = sums.length - 1;
  const from = Math.max(0, Math.min(points - window, index - (window >> 1)));
  const to = Math.min(points, from + window);
  return (sums[to]! - sums[from]!) / (to - from);
}

function trimmedMean(values: number[]): number {
  if (values.length === 0) return 0;
  const sorted = Float64Array.from(values).sort();
  const cut = Math.floor(sorted.length * TRIM);
  let sum = 0;
  for (let i = cut; i < sorted.length - cut; i++) sum += sorted[i]!;
  return sum / (sorted.length - 2 * cut);
}
