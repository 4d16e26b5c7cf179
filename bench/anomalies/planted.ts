import { noise } from '../../exporter/testing/noise.js';
import type { LabelledSeries } from './data.js';

export type Fault = 'spike' | 'dip' | 'drift' | 'level shift' | 'changed season' | 'stuck value' | 'lost series';

export const FAULTS: readonly Fault[] = [
  'spike',
  'dip',
  'drift',
  'level shift',
  'changed season',
  'stuck value',
  'lost series',
];

/** One fault on a real background: `fault` from `start` to `end`, as indices. */
export interface Planted {
  fault: Fault;
  start: number;
  end: number;
  series: LabelledSeries;
}

const DAY = 1_440;
/** Deviations of the values around the hour's mean by which a fault moves the series. */
const SIZE = 16;
const LENGTHS: Record<Fault, number> = {
  spike: 10,
  dip: 10,
  drift: 720,
  'level shift': 720,
  'changed season': DAY,
  'stuck value': 180,
  'lost series': 60,
};

/** Every fault once on every series, at a time that the seed chooses and at which no person found an anomaly. */
export function plant(corpus: readonly LabelledSeries[]): Planted[] {
  return corpus.flatMap((series, index) =>
    FAULTS.flatMap((fault, number) => {
      const start = quietStart(series, LENGTHS[fault], 7 * index + number + 1);
      return start === undefined ? [] : [planted(series, fault, start)];
    }),
  );
}

function planted(series: LabelledSeries, fault: Fault, start: number): Planted {
  const end = start + LENGTHS[fault] - 1;
  const values = series.values.slice(0, end + 1);
  const size = SIZE * localDeviation(values, start);
  for (let i = start; i <= end; i++) values[i] = changed(fault, series.values, i, start, size);
  return { fault, start, end, series: { ...series, times: series.times.slice(0, end + 1), values } };
}

function changed(fault: Fault, values: readonly number[], i: number, start: number, size: number): number {
  const value = values[i]!;
  switch (fault) {
    case 'spike':
    case 'level shift':
      return value + size;
    case 'dip':
      return value - size;
    case 'drift':
      return value + (size * (i - start)) / 120;
    case 'changed season':
      return values[i - DAY / 2]!;
    case 'stuck value':
      return values[start]!;
    case 'lost series':
      return NaN;
  }
}

/** Deviation of the minutes of the last day around the mean of their ten minutes. */
function localDeviation(values: readonly number[], end: number): number {
  let sum = 0;
  let count = 0;
  for (let from = end - DAY; from < end; from += 10) {
    const block = values.slice(from, from + 10).filter(Number.isFinite);
    const mean = block.reduce((total, value) => total + value, 0) / (block.length || 1);
    for (const value of block) sum += (value - mean) ** 2;
    count += block.length;
  }
  return Math.sqrt(sum / (count || 1));
}

function quietStart({ values, events }: LabelledSeries, length: number, seed: number): number | undefined {
  const random = noise(seed, 1);
  for (let attempt = 0; attempt < 100; attempt++) {
    const share = Math.abs(random()) % 1;
    const start = Math.floor(8 * DAY + share * (values.length - 8 * DAY - length));
    const near = events.some(([from, to]) => from < start + length && to > start - 120);
    if (!near && Number.isFinite(values[start]!)) return start;
  }
  return undefined;
}
