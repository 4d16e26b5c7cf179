import { readForecasts } from '../../data/forecast';
import { chartSeries } from '../../testing/chart';
import { DAY, forecastFrame, HOUR, NOW } from '../../testing/frames';
import { outlook } from './outlook';

type Threshold = NonNullable<
  NonNullable<NonNullable<Parameters<typeof forecastFrame>[0]>['custom']>['thresholds']
>[number];

function linesOf(...thresholds: Threshold[]) {
  const frame = forecastFrame({ custom: { thresholds }, config: { unit: 'decgbytes' } });
  return outlook(readForecasts([frame]), chartSeries(frame));
}

const limit = (parts: Partial<Threshold> = {}): Threshold => ({ name: '', value: 80, direction: 'above', ...parts });

test('says when and how surely a threshold is crossed', () => {
  const crossing = { expected: NOW + 3 * DAY + 4 * HOUR, earliest: NOW + 2 * DAY, latest: NOW + 6 * DAY };
  expect(linesOf(limit({ crossing }))).toEqual([
    expect.objectContaining({
      series: 'connections',
      text: 'crosses 80 GB in 3 d 4 h (2 d to 6 d)',
      state: 'warning',
    }),
  ]);
});

test.each<[Threshold, string, string]>([
  [limit({ crossing: { expected: NOW + DAY } }), 'crosses 80 GB in 1 d', 'warning'],
  [
    limit({ crossing: { expected: NOW + DAY, earliest: NOW + 2 * HOUR } }),
    'crosses 80 GB in 1 d (2 h at the earliest)',
    'warning',
  ],
  [limit({ crossing: { earliest: NOW + 2 * HOUR } }), 'may cross 80 GB in 2 h at the earliest', 'info'],
  [limit(), 'stays below 80 GB for the next 5 h', 'success'],
  [limit({ value: 5, direction: 'below', name: 'empty' }), 'stays above 5 GB (empty) for the next 5 h', 'success'],
  [limit({ value: 25 }), 'is above 25 GB now', 'error'],
  [limit({ value: 35, direction: 'below' }), 'is below 35 GB now', 'error'],
])('%j: %s', (threshold, text, state) => {
  expect(linesOf(threshold)[0]).toMatchObject({ text, state });
});

test('the most pressing comes first', () => {
  const lines = linesOf(
    limit({ value: 90 }),
    limit({ value: 70, crossing: { expected: NOW + 2 * HOUR } }),
    limit({ value: 60, crossing: { expected: NOW + HOUR } }),
    limit({ value: 20 })
  );
  expect(lines.map(({ text }) => text)).toEqual([
    'is above 20 GB now',
    'crosses 60 GB in 1 h',
    'crosses 70 GB in 2 h',
    'stays below 90 GB for the next 5 h',
  ]);
});

test('a series without a prediction cannot promise anything', () => {
  const frame = forecastFrame({ custom: { thresholds: [limit()] } });
  frame.fields[2].values.fill(null);
  expect(outlook(readForecasts([frame]), chartSeries(frame))[0].text).toBe('has no forecast to compare with 80');
});

test('steps of the options are told only when they are crossed', () => {
  const steps = [-Infinity, 65, 500].map((value) => ({ value, color: 'red' }));
  const frame = forecastFrame({ config: { thresholds: { mode: 'absolute' as never, steps } } });
  expect(outlook(readForecasts([frame]), chartSeries(frame)).map(({ text }) => text)).toEqual([
    'crosses 65 in 3 h 30 min (2 h 30 min to 4 h 30 min)',
  ]);
});

test('a slash in the unit is a slash', () => {
  const frame = forecastFrame({ custom: { thresholds: [limit()] }, config: { unit: 'suffix:MB/s' } });
  expect(outlook(readForecasts([frame]), chartSeries(frame))[0].text).toBe('stays below 80 MB/s for the next 5 h');
});
