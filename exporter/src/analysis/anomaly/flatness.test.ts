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
    expect(scores.filter((score) => score >= 1)).toHaveLength(3);
  });

  it('knows the run the next time', () => {
    const runs = warm();
    for (let i = 0; i < 50; i++) flatness(runs, -1);
    const scores = Array.from({ length: 90 }, () => flatness(runs, -2));
    expect(scores.some((score) => score >= 1)).toBe(false);
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
    for (let i = 0; i < 4; i++) absence(runs);
    flatness(runs, 1);
    expect(Array.from({ length: 20 }, () => absence(runs) >= 1).indexOf(true)).toBe(5);
  });
});
