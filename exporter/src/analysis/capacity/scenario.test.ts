import fc from 'fast-check';
import { noise } from '../../../testing/noise.js';
import { pilesUp, underGrowth } from './scenario.js';

const times = Array.from({ length: 10 }, (_, i) => i + 1);
const band = {
  times,
  predicted: times.map((time) => 100 + time),
  lower: times.map((time) => 90 + time),
  upper: times.map((time) => 110 + time),
};

describe('underGrowth', () => {
  it('multiplies what flows from its start on', () => {
    const doubled = underGrowth(band, { factor: 2, start: 4, end: 4, growthOf: 'level' }, 100);
    expect(doubled.predicted.slice(0, 3)).toEqual([101, 102, 103]);
    expect(doubled.predicted[3]).toBe(208);
    expect([doubled.lower[9], doubled.upper[9]]).toEqual([200, 240]);
  });

  it('grows over a ramp', () => {
    const { predicted } = underGrowth(band, { factor: 3, start: 2, end: 6, growthOf: 'level' }, 100);
    expect(predicted[1]).toBe(102);
    expect(predicted[3]).toBe(208);
    expect(predicted[5]).toBe(318);
  });

  it('lets what piles up climb faster, from where it stands', () => {
    const doubled = underGrowth(band, { factor: 2, start: 0, end: 0, growthOf: 'change' }, 100);
    expect(doubled.predicted).toEqual(times.map((time) => 100 + 2 * time));
    expect(doubled.upper[9]! - doubled.predicted[9]!).toBeCloseTo(20);
  });

  it('changes nothing by a factor of 1 and keeps the bounds around the prediction', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.integer({ min: 0, max: 10 }),
        fc.integer({ min: 0, max: 10 }),
        fc.constantFrom<'level' | 'change'>('level', 'change'),
        (factor, start, length, growthOf) => {
          const growth = { start, end: start + length, growthOf };
          const same = underGrowth(band, { factor: 1, ...growth }, 100);
          same.predicted.forEach((value, index) => expect(value).toBeCloseTo(band.predicted[index]!));
          const { predicted, lower, upper } = underGrowth(band, { factor, ...growth }, 100);
          predicted.forEach((value, index) => {
            expect(lower[index]!).toBeLessThanOrEqual(value);
            expect(upper[index]!).toBeGreaterThanOrEqual(value);
          });
        },
      ),
    );
  });
});

describe('pilesUp', () => {
  const hours = Array.from({ length: 500 }, (_, i) => i * 3_600);

  it('knows a disk from traffic', () => {
    const random = noise(1, 2);
    expect(
      pilesUp(
        hours,
        hours.map((_, i) => 100 + i + random()),
      ),
    ).toBe(true);
    expect(
      pilesUp(
        hours,
        hours.map((_, i) => 100 + (i % 50) + random()),
      ),
    ).toBe(true);
    expect(
      pilesUp(
        hours,
        hours.map((_, i) => 100 + 50 * Math.sin((2 * Math.PI * i) / 24) + i / 50 + random()),
      ),
    ).toBe(false);
    expect(pilesUp(hours, hours.map(random))).toBe(false);
  });
});
