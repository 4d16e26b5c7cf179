import { readBreakdown } from './breakdown';

const whole = {
  candidates: [
    { model: 'mstl', error: 1, weight: 1 },
    { model: 'theta', error: 2, weight: 0.25 },
    { model: 'naive', dropped: 'beaten' },
  ],
  scaledError: 0.6,
  trend: { first: 10, last: 20 },
  seasonParts: [{ season: 86_400, amplitude: 5, strength: 0.8 }],
  reasons: ['The history is short.'],
};

test('reads trend, seasons, the shares of the models that entered, error and reasons', () => {
  expect(readBreakdown(whole)).toEqual({
    trend: { first: 10, last: 20 },
    seasons: [{ season: 86_400, amplitude: 5, strength: 0.8 }],
    shares: [
      { model: 'mstl', share: 0.8 },
      { model: 'theta', share: 0.2 },
    ],
    scaledError: 0.6,
    reasons: ['The history is short.'],
  });
});

test.each([undefined, null, 'mstl'])('%p is no breakdown', (said) => {
  expect(readBreakdown(said)).toBeUndefined();
});

test('what has a wrong type is left out', () => {
  const wrong = { trend: { first: 'low' }, seasonParts: [null, { season: 1 }], candidates: 3, reasons: [7, 'Gaps.'] };
  expect(readBreakdown(wrong)).toEqual({
    trend: undefined,
    seasons: [],
    shares: [],
    scaledError: undefined,
    reasons: ['Gaps.'],
  });
});
