import { choleskyFactor } from '../../statistics/cholesky.js';

/** Harmonics of the year, of the week, and of the year in the shape of the week. */
const YEAR_HARMONICS = 10;
const WEEK_HARMONICS = 3;
const SHARED_HARMONICS = 3;
/** Ridge penalties in rows, for targets with a deviation of 1; those of the year grow with the square of the harmonic. */
const BEND_PENALTY = 100;
const YEAR_PENALTY = 0.1;
const WEEK_PENALTY = 1;
const SHARED_PENALTY = 1;

interface Feature {
  column: Float64Array;
  penalty: number;
  /** Where the trend changes its slope; of features of the trend only. */
  bend?: number;
}

/**
 * Regressors of time: a trend that may bend once a year, harmonics of the year and of the week, and a week whose shape
 * turns with the year. Cross products over the rows before an origin are summed once over all origins.
 */
export class CalendarDesign {
  readonly size: number;
  readonly #features: readonly Feature[];
  readonly #rows: Float64Array;
  readonly #products: Float64Array;
  readonly #factors = new Map<number, Float64Array>();
  #summed = 0;

  /**
   * @param observed 1 for each row that enters fits
   * @param year points, as is `week`; they need not be whole
   * @param points rows, those that are predicted included
   */
  constructor(
    readonly observed: Uint8Array,
    readonly year: number,
    week: number,
    points: number,
  ) {
    this.#features = featuresOf(year, week, observed.length, points);
    this.size = this.#features.length;
    this.#rows = new Float64Array(points * this.size);
    for (const [k, { column }] of this.#features.entries())
      for (let index = 0; index < points; index++) this.#rows[index * this.size + k] = column[index]!;
    this.#products = new Float64Array(this.size * this.size);
  }

  /** Factor of the cross products of the observed rows before an origin, plus the penalties. Origins ascend. */
  factor(origin: number): Float64Array {
    const known = this.#factors.get(origin);
    if (known) return known;
    for (; this.#summed < origin; this.#summed++)
      if (this.observed[this.#summed]) this.#addRow(this.#summed * this.size);
    const matrix = this.#products.slice();
    this.#features.forEach(({ penalty }, k) => (matrix[k * this.size + k]! += penalty));
    const factor = choleskyFactor(matrix, this.size);
    this.#factors.set(origin, factor);
    return factor;
  }

  #addRow(start: number): void {
    const size = this.size;
    const rows = this.#rows;
    const products = this.#products;
    for (let i = 0; i < size; i++) {
      const value = rows[start + i]!;
      if (value === 0) continue;
      for (let j = 0; j <= i; j++) products[i * size + j]! += value * rows[start + j]!;
    }
  }

  /** Cross products with a target, over the observed rows that it has. */
  right(target: Float64Array): Float64Array {
    const size = this.size;
    const rows = this.#rows;
    const right = new Float64Array(size);
    for (let index = 0; index < target.length; index++) {
      const value = target[index]!;
      if (value === 0 || !this.observed[index]) continue;
      for (let k = 0, place = index * size; k < size; k++, place++) right[k]! += value * rows[place]!;
    }
    return right;
  }

  /** Values of the fit at the rows `from` up to, not including, `to`. */
  at(coefficients: Float64Array, from: number, to: number): Float64Array {
    const size = this.size;
    const rows = this.#rows;
    const path = new Float64Array(to - from);
    for (let step = 0, place = from * size; step < path.length; step++) {
      let sum = 0;
      for (let k = 0; k < size; k++, place++) sum += coefficients[k]! * rows[place]!;
      path[step] = sum;
    }
    return path;
  }

  /** Change of the trend from point to point at an origin: of the line, and of the bends before it. */
  slope(coefficients: Float64Array, origin: number): number {
    const parts = this.#features.map(({ bend }, k) => (bend !== undefined && bend < origin ? coefficients[k]! : 0));
    return parts.reduce((sum, part) => sum + part, 0) / this.year;
  }
}

function featuresOf(year: number, week: number, known: number, points: number): Feature[] {
  const column = (at: (index: number) => number) => Float64Array.from({ length: points }, (_, index) => at(index));
  const trend: Feature[] = [
    { column: column(() => 1), penalty: 1e-6 },
    { column: column((index) => index / year), penalty: 1e-3, bend: 0 },
  ];
  for (let bend = year; bend < known; bend += year)
    trend.push({ column: column((index) => Math.max(0, index - bend) / year), penalty: BEND_PENALTY, bend });
  const harmonics = (period: number, most: number, penalty: (order: number) => number): Feature[] =>
    Array.from({ length: Math.min(most, Math.floor(period / 2)) }, (_, index) => {
      const turn = (2 * Math.PI * (index + 1)) / period;
      return [
        { column: column((at) => Math.sin(turn * at)), penalty: penalty(index + 1) },
        { column: column((at) => Math.cos(turn * at)), penalty: penalty(index + 1) },
      ];
    }).flat();
  const yearly = harmonics(year, YEAR_HARMONICS, (order) => YEAR_PENALTY * order ** 2);
  const weekly = week > 2 ? harmonics(week, WEEK_HARMONICS, () => WEEK_PENALTY) : [];
  const shared = weekly.flatMap((one) =>
    yearly.slice(0, 2 * SHARED_HARMONICS).map((other) => ({
      column: one.column.map((value, index) => value * other.column[index]!),
      penalty: SHARED_PENALTY,
    })),
  );
  return [...trend, ...yearly, ...weekly, ...shared];
}
