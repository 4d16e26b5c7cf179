/** The slow distance of a series from the same time of the last days. Plain data, so that it survives structured cloning. */
export interface Shift {
  distance: number;
  /** Usual size of the distance. */
  scale: number;
  /** The largest that ended, and the peak of the present one. */
  largest: number;
  peak: number;
  told: boolean;
}

const RATE = 0.03;
const SCALE_RATE = 0.0005;
const WARMUP = 500;
/** Usual sizes at the edge of normal. */
const EDGE = 8;
/** Seasons after which a shift that exceeds all before it by this factor is at the edge of normal. */
const KNOWN_SEASONS = 6;
const MARGIN = 1.2;
const FORGETTING = 0.99999;
const CLIP = 4;

export function createShift(): Shift {
  return { distance: 0, scale: 0, largest: 0, peak: 0, told: false };
}

/**
 * How unusual the slow distance is, against its usual size and against the largest one so far; 1 is the edge of normal.
 *
 * @param distance of the newest point from the same time of the last days
 * @param judged points that could be compared with other days
 * @param season points a season
 */
export function learnShift(shift: Shift, distance: number, judged: number, season: number): number {
  shift.distance += RATE * (distance - shift.distance);
  const size = Math.abs(shift.distance);
  const unusual = judged > WARMUP && shift.scale > 0 ? size / shift.scale / EDGE : 0;
  const unseen = judged > KNOWN_SEASONS * season && shift.largest > 0 ? size / shift.largest / MARGIN : 0;
  const believed = judged > WARMUP ? Math.min(size, CLIP * shift.scale) : size;
  shift.scale += Math.max(SCALE_RATE, 1 / (judged + 1)) * (believed - shift.scale);
  learnLargest(shift, size, judged > season);
  return Math.max(unusual, unseen);
}

/** A shift counts among those before it once half of it has gone, so that one that still grows is not its own measure. */
function learnLargest(shift: Shift, size: number, settled: boolean): void {
  shift.largest *= FORGETTING;
  shift.peak = Math.max(shift.peak, size);
  if (size < shift.peak / 4) shift.told = false;
  if (size >= shift.peak / 2) return;
  if (settled) shift.largest = Math.max(shift.largest, shift.peak);
  shift.peak = size;
}
