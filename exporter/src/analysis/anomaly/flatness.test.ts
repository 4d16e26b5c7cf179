import { absence, createRuns, flatness } from './flatness.js';

function warm() {
  const runs = createRuns();
  for (let i = 0; i < 200; i++) flatness(runs, Math.floor(i / 3));
  return runs;
}

describe('flatness', () => {
  it('tells a run much longer than any before, once', () => {
    const runs = warm();
    const scores = Array.from({ length: 100 }, () => flatness(runs, -1));
    expect(scores.findIndex((score) => score >= 1)).toBe(14);
    expect(scores.filter((score) => score >= 1)).toHaveLength(1);
    expect(runs.odd).toBe(true);
    flatness(runs, -2);
    expect(runs.odd).toBe(false);
  });

  it('takes one long run for a fault and two for a habit', () => {
    const runs = warm();
    const told = (value: number, points: number) =>
      Array.from({ length: points }, () => flatness(runs, value)).some((score) => score >= 1);
    expect([told(-1, 50), told(-2, 50), told(-3, 90)]).toEqual([true, true, false]);
  });

  it('says nothing of a series that never moved', () => {
    const runs = createRuns();
    expect(Array.from({ length: 500 }, () => flatness(runs, 1)).every((score) => score === 0)).toBe(true);
  });
});

describe('absence', () => {
  it('tells the fifth missing point of a series that never missed one', () => {
    const runs = warm();
    expect(Array.from({ length: 12 }, () => absence(runs) >= 1).indexOf(true)).toBe(4);
  });

  it('waits longer where gaps are usual', () => {
    const runs = warm();
    for (let gap = 0; gap < 2; gap++) {
      for (let i = 0; i < 4; i++) absence(runs);
      flatness(runs, gap);
    }
    expect(Array.from({ length: 20 }, () => absence(runs) >= 1).indexOf(true)).toBe(7);
  });
});
