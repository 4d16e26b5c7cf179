/** A time to live that costs few hits, and what it would free. */
export interface TtlAdvice {
  seconds: number;
  /** Share of the keys that would be gone. */
  freedRatio: number;
  /** Predicted share of the accesses to these keys that would miss. */
  lostRatio: number;
}

/** Times to live that people choose, in seconds. */
const CHOICES = [
  30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200, 86_400, 172_800, 345_600, 604_800, 1_209_600,
  2_592_000, 5_184_000, 7_776_000,
];
/** Below so many keys the shape of their ages says little. */
export const FEWEST_AGES = 200;
const MOST_LOST = 0.02;
/** Part of the window after which a key counts as near the end of its time. */
const LATE = 0.7;

/**
 * The shortest time to live by which few accesses would miss, from the idle times of resident keys.
 *
 * In a renewal process the time since the last access has the density `P(gap > t) / mean gap` (Cox, Renewal Theory, 5),
 * which falls with t. So the share of accesses that come more than t after the one before is the density at t by the
 * density at 0. Keys that were not touched since they were set, and are near the end of their time, come to no access
 * at all; their density is taken off.
 *
 * @param idleSeconds of a random sample of the keys, each of them resident
 * @param windowSeconds how long a key stays that nobody touches: its present time to live, or how long the server has run
 * @param untouchedSeconds idle times of those keys that were certainly not touched since they were set
 * @returns undefined when there are too few keys, or when no choice below the window keeps the hits
 */
export function adviseTtl(
  idleSeconds: readonly number[],
  windowSeconds: number,
  untouchedSeconds: readonly number[] = [],
): TtlAdvice | undefined {
  const ages = idleSeconds.filter((idle) => idle <= windowSeconds);
  if (ages.length < FEWEST_AGES) return undefined;
  const choices = CHOICES.filter((choice) => choice <= windowSeconds * LATE);
  const edges = [0, ...choices, windowSeconds];
  const bins = edges.slice(1).map((end, index) => ({ width: end - edges[index]!, count: 0 }));
  for (const age of ages) bins[edges.slice(1).findIndex((edge) => age <= edge)]!.count++;
  const densities = falling(bins);
  const late = choices.at(-1) ?? 0;
  const forgotten = untouchedSeconds.filter((idle) => idle > late).length / (windowSeconds - late);
  const first = densities[0]!;
  const found = choices.findIndex((_, index) => lost(densities, index, forgotten) <= MOST_LOST * first);
  const seconds = choices[found];
  if (seconds === undefined) return undefined;
  const freed = ages.filter((age) => age > seconds).length;
  return { seconds, freedRatio: freed / ages.length, lostRatio: lost(densities, found, forgotten) / first };
}

/** Density at the edge between two bins, less that of keys which nobody asks for again. */
function lost(densities: readonly number[], index: number, forgotten: number): number {
  return Math.max(0, Math.sqrt(densities[index]! * densities[index + 1]!) - forgotten);
}

/** Counts by width, pooled where they would rise: the maximum-likelihood falling density (Grenander, 1956). */
function falling(bins: readonly { width: number; count: number }[]): number[] {
  const pools: { width: number; count: number; bins: number }[] = [];
  for (const bin of bins) {
    let pool = { ...bin, bins: 1 };
    for (let before = pools.at(-1); before && before.count / before.width < pool.count / pool.width; ) {
      pools.pop();
      pool = {
        width: before.width + pool.width,
        count: before.count + pool.count,
        bins: before.bins + pool.bins,
      };
      before = pools.at(-1);
    }
    pools.push(pool);
  }
  return pools.flatMap(({ width, count, bins: size }) => Array<number>(size).fill(count / width));
}
