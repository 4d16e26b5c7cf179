import { type FieldConfig, FieldType, ThresholdsMode } from '@grafana/data';
import { forecastFrame, HOUR, NOW } from '../testing/frames';
import { readForecasts } from './forecast';
import { optionThresholds } from './thresholds';

const steps = [
  { value: -Infinity, color: 'green' },
  { value: 45, color: 'orange' },
  { value: 85, color: 'red' },
];
const field = (config: FieldConfig) => ({ name: 'actual', type: FieldType.number, values: [], config });

function thresholdsOf(said: unknown, config: FieldConfig = {}) {
  return readForecasts([forecastFrame({ config, custom: { thresholds: said } as object })])[0].thresholds;
}

describe('thresholds of the forecast', () => {
  test('are taken with their crossing', () => {
    const crossing = { expected: NOW + 2 * HOUR, earliest: NOW + HOUR, latest: NOW + 3 * HOUR };
    expect(thresholdsOf([{ name: 'limit', value: 50, direction: 'above', crossing }])).toEqual([
      { name: 'limit', value: 50, direction: 'above', source: 'forecast', beyond: false, crossing },
    ]);
  });

  test.each([
    ['above', 30, true],
    ['above', 31, false],
    ['below', 30, true],
    ['below', 29, false],
  ])('%s %d: beyond is %s when the last value is 30', (direction, value, beyond) => {
    expect(thresholdsOf([{ name: '', value, direction }])[0].beyond).toBe(beyond);
  });

  test('that make no sense are left out', () => {
    expect(thresholdsOf([null, 5, {}, { value: 'x' }, { value: NaN }, { value: 1, crossing: 'soon' }])).toEqual([
      expect.objectContaining({ value: 1, name: '', direction: 'above' }),
    ]);
  });
});

describe('thresholds of the options', () => {
  test('are steps above the base, with crossings found on the curve', () => {
    const found = thresholdsOf([], { thresholds: { mode: ThresholdsMode.Absolute, steps } });
    expect(found).toEqual([
      expect.objectContaining({ value: 45, color: 'orange', direction: 'above', source: 'options' }),
      expect.objectContaining({ value: 85, color: 'red' }),
    ]);
    expect(found[0].crossing).toEqual({
      expected: NOW + 1.5 * HOUR,
      earliest: NOW + HOUR,
      latest: NOW + 2.5 * HOUR,
    });
    expect(found[1].crossing).toEqual({ expected: undefined, earliest: NOW + 4.5 * HOUR, latest: undefined });
  });

  test('below the last value matter when the curve falls to them', () => {
    const low = [steps[0], { value: 5, color: 'blue' }];
    expect(thresholdsOf([], { thresholds: { mode: ThresholdsMode.Absolute, steps: low } })[0]).toMatchObject({
      direction: 'below',
      crossing: { expected: undefined },
    });
  });

  test('do not repeat a threshold of the forecast', () => {
    const thresholds = { mode: ThresholdsMode.Absolute, steps };
    expect(thresholdsOf([{ name: 'limit', value: 45, direction: 'above' }], { thresholds })).toHaveLength(2);
  });

  test('in per cent need a minimum and a maximum', () => {
    const thresholds = { mode: ThresholdsMode.Percentage, steps };
    expect(optionThresholds(field({ thresholds }))).toEqual([]);
    expect(optionThresholds(field({ thresholds, min: 100, max: 300 }))).toEqual([
      { value: 190, color: 'orange' },
      { value: 270, color: 'red' },
    ]);
  });

  test('base steps are none, however JSON wrote minus infinity', () => {
    const base = { value: null as unknown as number, color: 'green' };
    expect(optionThresholds(field({ thresholds: { mode: ThresholdsMode.Absolute, steps: [base] } }))).toEqual([]);
    expect(optionThresholds(field({}))).toEqual([]);
  });
});
