import type { Verdict } from '../../analysis/anomaly/verdict.js';
import { appendVerdicts, readVerdicts, type VerdictHistory } from './verdict-history.js';

const EMPTY: VerdictHistory = { columns: new Float64Array(0) };
const scored = (time: number): Verdict => ({
  time,
  value: 2,
  warmup: false,
  active: true,
  odd: true,
  detector: 'peer',
  direction: 'below',
  score: 3,
  expected: 4,
  lower: 5,
  upper: 6,
});
const warming = (time: number): Verdict => ({ time, value: 2, warmup: true, active: false, odd: false });

describe('verdict history', () => {
  it('gives back what went in', () => {
    const verdicts = [warming(1), scored(2)];
    expect(readVerdicts(structuredClone(appendVerdicts(EMPTY, verdicts, 10)))).toEqual(verdicts);
  });

  it('keeps the newest', () => {
    const first = appendVerdicts(EMPTY, [scored(1), scored(2)], 3);
    expect(readVerdicts(appendVerdicts(first, [scored(3), scored(4)], 3)).map(({ time }) => time)).toEqual([2, 3, 4]);
    expect(readVerdicts(appendVerdicts(first, [3, 4, 5, 6].map(scored), 3)).map(({ time }) => time)).toEqual([4, 5, 6]);
  });
});
