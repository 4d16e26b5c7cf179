import { configSchema } from '../../config/config.js';
import type { PrometheusSeries } from '../../sources/source.js';
import { thresholdError, thresholdFinder } from './thresholds.js';

const series = (labels: Record<string, string>, value: number): PrometheusSeries => ({
  labels: { __name__: 'limit', ...labels },
  times: [0],
  values: [value],
});
const rule = (direction: 'above' | 'below' = 'above') =>
  configSchema.parse({
    advisors: {
      forecasts: {
        rules: [
          {
            name: 'disk',
            expr: 'used',
            thresholds: [
              { name: 'full', value: 'limit', direction },
              { name: 'high', value: '90' },
            ],
          },
        ],
      },
    },
  }).advisors.forecasts.rules[0]!;
const full = (answer: PrometheusSeries[], labels: Record<string, string>, direction?: 'above' | 'below') =>
  thresholdFinder(rule(direction), { full: { value: answer } })(labels).find(({ name }) => name === 'full')?.value;

describe('thresholdFinder', () => {
  it('reads text that is a number as one', () => {
    expect(thresholdFinder(rule(), {})({})).toEqual([{ name: 'high', value: 90, direction: 'above' }]);
  });

  it('takes the series with the same labels', () => {
    const answer = [series({ device: 'sda', host: 'a' }, 100), series({ device: 'sda', host: 'b' }, 200)];
    expect(full(answer, { host: 'b', device: 'sda' })).toBe(200);
  });

  it('takes the one that shares most, and none that contradicts', () => {
    const answer = [
      series({ host: 'a' }, 1),
      series({ host: 'b', server: 'x' }, 2),
      series({ host: 'b', device: 'sda' }, 3),
    ];
    expect(full(answer, { host: 'b', device: 'sda', mount: '/' })).toBe(3);
    expect(full(answer, { host: 'a', device: 'sdb' })).toBe(1);
    expect(full(answer, { host: 'c' })).toBeUndefined();
    expect(full(answer, { pod: 'c' })).toBeUndefined();
  });

  it('takes one without labels for all, and any for a series without labels', () => {
    expect(full([series({}, 7)], { host: 'a' })).toBe(7);
    expect(full([series({ host: 'a' }, 7)], {})).toBe(7);
  });

  it('takes the one that is crossed first of several that fit alike', () => {
    const answer = [series({ host: 'a', zone: '1' }, 5), series({ host: 'a', zone: '2' }, 9)];
    expect(full(answer, { host: 'a' })).toBe(5);
    expect(full(answer, { host: 'a' }, 'below')).toBe(9);
  });
});

it('tells of an expression that could not be evaluated, and leaves its threshold out', () => {
  const error = { code: 'PRS_SOURCE_QUERY' as const, message: 'parse error', hint: '' };
  expect(thresholdError({ full: { error } })).toBe(error);
  expect(thresholdError({ full: { value: [] } })).toBeUndefined();
  expect(thresholdFinder(rule(), { full: { error } })({}).map(({ name }) => name)).toEqual(['high']);
});
