import { noise } from '../../../testing/noise.js';
import { createRecords, recordOf } from './record.js';

function run(values: readonly number[]): number[] {
  const records = createRecords();
  return values.map((value) => recordOf(records, value, NaN));
}

const wave = Array.from({ length: 400 }, (_, i) => Math.sin(i / 5));

describe('recordOf', () => {
  it('says nothing while it warms up', () => {
    expect(run(Array.from({ length: 100 }, (_, i) => i * i)).every((score) => score === 0)).toBe(true);
  });

  it('measures beyond the range seen in tolerances', () => {
    expect(run([...wave, 2]).at(-1)).toBeGreaterThan(20);
    expect(run([...wave, -2]).at(-1)).toBeGreaterThan(20);
    expect(run([...wave, Math.sin(400 / 5)]).at(-1)).toBeLessThan(1);
  });

  it('takes what it saw as known', () => {
    expect(run([...wave, 9, ...wave, 8.9]).at(-1)).toBeLessThan(1);
  });

  it('sees a mean that moves within the range of the values', () => {
    const random = noise(5, 1);
    const values = Array.from({ length: 2_000 }, () => Math.max(-3, Math.min(3, random())));
    const found = run([...values, ...new Array<number>(20).fill(2.5)]);
    expect(Math.max(...found.slice(2_000))).toBeGreaterThan(5);
  });

  it('sees the first move of a constant series', () => {
    expect(run([...new Array<number>(200).fill(3), 4]).at(-1)).toBe(50);
  });

  it('forgets the rounding of a huge value', () => {
    const records = createRecords();
    for (const value of [...wave, 1e300, ...wave]) recordOf(records, value, NaN);
    expect(Number.isFinite(records.longSum) && Math.abs(records.longSum) < 100).toBe(true);
  });
});
