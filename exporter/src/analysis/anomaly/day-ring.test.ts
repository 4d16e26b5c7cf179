import { cellOf, cellValue, createDayRing, putCell, usualAt, type Usual } from './day-ring.js';

function usual(ring: ReturnType<typeof createDayRing>, cell: number): Usual {
  const answer = { usual: NaN, spread: 0 };
  usualAt(ring, cell, answer);
  return answer;
}

describe('day ring', () => {
  it('keeps a week of days, finer points by the minute, coarser ones by the week', () => {
    expect(createDayRing(300)).toMatchObject({ width: 300, season: 288 });
    expect(createDayRing(15)).toMatchObject({ width: 60, season: 1_440 });
    expect(createDayRing(86_400)).toMatchObject({ season: 7 });
    expect(createDayRing(300).values.byteLength).toBeLessThan(8_192);
  });

  it('answers what was put and knows nothing of gaps, of the future and of what is too old', () => {
    const ring = createDayRing(3_600);
    putCell(ring, 100, 1);
    putCell(ring, 103, 2);
    expect([100, 101, 103, 104].map((cell) => cellValue(ring, cell))).toEqual([1, NaN, 2, NaN]);
    putCell(ring, 100 + 168, 3);
    expect(cellValue(ring, 100)).toBeNaN();
    putCell(ring, 1e9, 4);
    expect(cellValue(ring, 103)).toBeNaN();
    expect(cellValue(ring, 1e9)).toBe(4);
  });

  it('works before 1970', () => {
    const ring = createDayRing(3_600);
    putCell(ring, cellOf(ring, -7_200), 9);
    expect(cellValue(ring, -2)).toBe(9);
  });

  it('is the median of days of the median around the time', () => {
    const ring = createDayRing(3_600);
    const levels = [1, 2, 30, 4, 5];
    for (let cell = 0; cell < 5 * 24; cell++) putCell(ring, cell, levels[Math.floor(cell / 24)]! + (cell % 24) / 100);
    const { usual: middle, spread } = usual(ring, 5 * 24 + 12);
    expect(middle).toBeCloseTo(4.12, 5);
    expect(spread).toBeCloseTo((5 - 2) / 2, 5);
  });

  it('says nothing on the first day, and lets one odd cell pass', () => {
    const ring = createDayRing(3_600);
    for (let cell = 0; cell < 24; cell++) putCell(ring, cell, cell === 12 ? 1_000 : 7);
    expect(usual(ring, 24 + 12).usual).toBe(7);
    expect(usual(createDayRing(3_600), 5).usual).toBeNaN();
  });
});
