const DAYS = 7;
/** Cells on both sides that count as the same time of the day. */
const REACH = 2;
const DAY = 86_400;
/** Finer series are remembered by the minute. */
const FINEST_CELL = 60;
/** Cells of the longest season: a week by the minute. */
const MOST_CELLS = 10_080;

/** The values of the last seven days on a grid of time. Plain data, so that it survives structured cloning. */
export interface DayRing {
  /** Seconds a cell. */
  width: number;
  /** Cells a season. */
  season: number;
  /** NaN where nothing was measured. */
  values: Float32Array;
  /** Newest cell written. */
  newest: number;
}

/** What the same time of the last seven days says; `usual` is NaN where they say nothing. */
export interface Usual {
  usual: number;
  /** Half the distance of the second smallest and second largest day. */
  spread: number;
}

const window = new Float64Array(2 * REACH + 1);
const days = new Float64Array(DAYS);

/**
 * @param step seconds between points
 * @param length seconds of a season; 0: a day, or a week where points are half a day apart or more
 */
export function createDayRing(step: number, length = 0): DayRing {
  const width = Math.max(step, FINEST_CELL, length / MOST_CELLS);
  const season = Math.max(1, Math.round((length || (width >= DAY / 2 ? DAYS * DAY : DAY)) / width));
  return { width, season, values: new Float32Array(season * DAYS).fill(NaN), newest: -Infinity };
}

export function cellOf({ width }: DayRing, time: number): number {
  return Math.round(time / width);
}

/** Writes the value of a cell not older than the newest one; the cells in between become unknown. */
export function putCell(ring: DayRing, cell: number, value: number): void {
  const { values, newest } = ring;
  const from = Math.max(newest + 1, cell - values.length);
  for (let skipped = from; skipped < cell; skipped++) values[at(ring, skipped)] = NaN;
  values[at(ring, cell)] = value;
  ring.newest = cell;
}

/** Value of a cell; NaN when unknown, still to come or forgotten. */
export function cellValue(ring: DayRing, cell: number): number {
  return cell <= ring.newest && cell > ring.newest - ring.values.length ? ring.values[at(ring, cell)]! : NaN;
}

/** Median over the days of the median of five cells around the same time. */
export function usualAt(ring: DayRing, cell: number, answer: Usual): void {
  let count = 0;
  const { values, newest } = ring;
  const oldest = newest - values.length;
  const reach = Math.min(REACH, (ring.season - 1) >> 1);
  for (let day = 1; day <= DAYS; day++) {
    let found = 0;
    const first = cell - day * ring.season - reach;
    let place = at(ring, first);
    for (let near = first; near <= first + 2 * reach; near++) {
      const value = values[place]!;
      if (near > oldest && near <= newest && !Number.isNaN(value)) found = insert(window, found, value);
      if (++place === values.length) place = 0;
    }
    if (found > reach) count = insert(days, count, middleOf(window, found));
  }
  answer.usual = count > 0 ? middleOf(days, count) : NaN;
  const trimmed = count >= 4 ? 1 : 0;
  answer.spread = count > 1 ? (days[count - 1 - trimmed]! - days[trimmed]!) / 2 : 0;
}

function at({ values }: DayRing, cell: number): number {
  const place = cell % values.length;
  return place < 0 ? place + values.length : place;
}

/** At this size insertion beats a sort. */
function insert(sorted: Float64Array, count: number, value: number): number {
  let place = count;
  while (place > 0 && sorted[place - 1]! > value) {
    sorted[place] = sorted[place - 1]!;
    place--;
  }
  sorted[place] = value;
  return count + 1;
}

function middleOf(sorted: Float64Array, count: number): number {
  return (sorted[(count - 1) >> 1]! + sorted[count >> 1]!) / 2;
}
