import { explainDeviation } from './explain.js';

describe('explainDeviation', () => {
  it('gives a ratio where one says more', () => {
    expect(explainDeviation(310, 100)).toBe('3.1 times above what is usual at this time (310 instead of 100)');
    expect(explainDeviation(50, 100)).toBe('2 times below what is usual at this time (50 instead of 100)');
  });

  it('gives a difference near the usual value, at zero and below', () => {
    expect(explainDeviation(112, 100)).toBe('12 above what is usual at this time (112 instead of 100)');
    expect(explainDeviation(0, 100)).toBe('100 below what is usual at this time (0 instead of 100)');
    expect(explainDeviation(-5, 3)).toBe('8 below what is usual at this time (-5 instead of 3)');
  });

  it('keeps numbers short', () => {
    expect(explainDeviation(0.123456, 0.0123456)).toBe(
      '10 times above what is usual at this time (0.123 instead of 0.0123)',
    );
  });
});
