import { nextHysteresis, QUIET } from './hysteresis.js';

function run(scores: number[]): boolean[] {
  let state = { ...QUIET };
  return scores.map((score) => (state = nextHysteresis(state, score)).active);
}

describe('nextHysteresis', () => {
  it('ignores a single score just above the edge', () => {
    expect(run([0, 1.5, 0, 0, 1.5, 0])).toEqual([false, false, false, false, false, false]);
  });

  it('starts with two of three, or one that is certain', () => {
    expect(run([1.5, 0, 1.5])).toEqual([false, false, true]);
    expect(run([0, 3.5])).toEqual([false, true]);
  });

  it('ends after five calm points in a row and not before', () => {
    expect(run([4, 0, 0, 0, 0, 0])).toEqual([true, true, true, true, true, false]);
    expect(run([4, 0, 0, 0, 0, 0.9, 0, 0, 0, 0, 0])).toEqual([...new Array<boolean>(10).fill(true), false]);
  });
});
