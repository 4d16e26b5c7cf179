/** How far beyond everything seen a value must be, as a share of the range seen, for each view. */
const TOLERANCES = [0.02, 0.02, 0.02, 0.05, 0.02];
const VIEWS = TOLERANCES.length;
const WARMUP = 100;
const KEPT = 64;
const SHORT = 20;
const LONG = 60;
const RATE = 0.1;

/**
 * Smallest and largest value ever seen of five views: the value, its mean over 20 points, its distance from the mean over
 * 60 points, from the same time of the last days, and the mean distance from an exponentially weighted mean.
 * Plain data, so that it survives structured cloning.
 */
export interface Records {
  seen: Float64Array;
  lowest: Float64Array;
  highest: Float64Array;
  recent: Float64Array;
  distances: Float64Array;
  count: number;
  shortSum: number;
  longSum: number;
  distanceSum: number;
  average: number;
}

const views = new Float64Array(VIEWS);

export function createRecords(): Records {
  return {
    seen: new Float64Array(VIEWS),
    lowest: new Float64Array(VIEWS).fill(Infinity),
    highest: new Float64Array(VIEWS).fill(-Infinity),
    recent: new Float64Array(KEPT),
    distances: new Float64Array(KEPT),
    count: 0,
    shortSum: 0,
    longSum: 0,
    distanceSum: 0,
    average: 0,
  };
}

/**
 * How far the views lie beyond what was ever seen, in tolerances: from 1 on it is a record.
 *
 * @param fromDays distance from the same time of the last days; NaN where they say nothing
 */
export function recordOf(records: Records, value: number, fromDays: number): number {
  look(records, value, fromDays);
  const { seen, lowest, highest } = records;
  let furthest = 0;
  for (let view = 0; view < VIEWS; view++) {
    const now = views[view]!;
    if (Number.isNaN(now)) continue;
    const [low, high] = [lowest[view]!, highest[view]!];
    if (seen[view]! >= WARMUP && (now > high || now < low)) {
      const range = high - low;
      const beyond = Math.max(now - high, low - now);
      furthest = Math.max(furthest, range > 0 ? beyond / range / TOLERANCES[view]! : 1 / TOLERANCES[view]!);
    }
    seen[view]!++;
    if (now > high) highest[view] = now;
    if (now < low) lowest[view] = now;
  }
  return furthest;
}

function look(records: Records, value: number, fromDays: number): void {
  const { recent, distances, count } = records;
  const at = count % KEPT;
  // sums of what is kept, anew now and then, so that rounding does not pile up
  if (at === 0) resum(records);
  if (count >= SHORT) {
    records.shortSum -= recent[(count - SHORT) % KEPT]!;
    records.distanceSum -= distances[(count - SHORT) % KEPT]!;
  }
  if (count >= LONG) records.longSum -= recent[(count - LONG) % KEPT]!;
  const distance = count > 0 ? Math.abs(value - records.average) : 0;
  records.average = count > 0 ? records.average + RATE * (value - records.average) : value;
  recent[at] = value;
  distances[at] = distance;
  records.shortSum += value;
  records.longSum += value;
  records.distanceSum += distance;
  records.count++;
  views[0] = value;
  views[1] = records.shortSum / Math.min(SHORT, records.count);
  views[2] = value - records.longSum / Math.min(LONG, records.count);
  views[3] = fromDays;
  views[4] = records.distanceSum / Math.min(SHORT, records.count);
}

function resum(records: Records): void {
  const { recent, distances, count } = records;
  records.shortSum = records.longSum = records.distanceSum = 0;
  for (let back = 1; back <= Math.min(count, LONG); back++) {
    records.longSum += recent[(count - back) % KEPT]!;
    if (back > SHORT) continue;
    records.shortSum += recent[(count - back) % KEPT]!;
    records.distanceSum += distances[(count - back) % KEPT]!;
  }
}
