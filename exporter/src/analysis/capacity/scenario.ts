import { mean } from '../statistics/moments.js';
import { findSawtooth } from './sawtooth.js';
import { trendOf } from './trend.js';

/** What a forecast is, as far as scenarios care. Times in seconds, ascending. */
export interface Band {
  times: ArrayLike<number>;
  predicted: ArrayLike<number>;
  lower: ArrayLike<number>;
  upper: ArrayLike<number>;
}

/** Growth by a factor that begins at `start` and is complete at `end`, in seconds. */
export interface Growth {
  factor: number;
  start: number;
  end: number;
  growthOf: 'level' | 'change';
}

/** Share of the variance on a straight line from which on a series piles up. */
const PILES_UP = 0.8;

/**
 * A forecast under growth. Of a flow (requests) the values grow, and the width of the interval with them. Of what piles
 * up (a disk) the changes grow: with twice the traffic it fills twice as fast, and is not twice as full at once.
 *
 * @param last the last observed value
 */
export function underGrowth(
  band: Band,
  growth: Growth,
  last: number,
): Band & Record<'predicted' | 'lower' | 'upper', number[]> {
  const factors = Array.from(band.times, (time) => factorAt(time, growth));
  if (growth.growthOf === 'level') {
    const times = (values: ArrayLike<number>) => Array.from(values, (value, index) => value * factors[index]!);
    return { times: band.times, predicted: times(band.predicted), lower: times(band.lower), upper: times(band.upper) };
  }
  let [value, sum] = [last, 0];
  const widening: number[] = [];
  const predicted = Array.from(band.predicted, (one, index) => {
    value += (one - (band.predicted[index - 1] ?? last)) * factors[index]!;
    sum += factors[index]!;
    widening.push(sum / (index + 1));
    return value;
  });
  const around = (bound: ArrayLike<number>) =>
    predicted.map((one, index) => one + (bound[index]! - band.predicted[index]!) * widening[index]!);
  return { times: band.times, predicted, lower: around(band.lower), upper: around(band.upper) };
}

function factorAt(time: number, { factor, start, end }: Growth): number {
  if (time < start) return 1;
  return time >= end ? factor : 1 + ((factor - 1) * (time - start)) / (end - start);
}

/** Whether a series piles up, so that growth means a faster climb: a sawtooth, or a trend that explains nearly all of it. */
export function pilesUp(times: readonly number[], values: readonly number[]): boolean {
  if (findSawtooth(times, values)) return true;
  const { slope, isSignificant } = trendOf(times, values);
  if (!isSignificant) return false;
  const rest = values.map((value, index) => value - slope * times[index]!);
  return variance(rest) <= (1 - PILES_UP) * variance(values);
}

function variance(values: readonly number[]): number {
  const centre = mean(values);
  return mean(values.map((value) => (value - centre) ** 2));
}
