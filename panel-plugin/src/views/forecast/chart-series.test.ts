import { FieldColorModeId } from '@grafana/data';
import { readAnomalies } from '../../data/anomalies';
import { readForecasts } from '../../data/forecast';
import { DEFAULT_OPTIONS } from '../../options';
import { theme } from '../../testing/chart';
import { anomalyFrame, forecastFrame, nestedFrame } from '../../testing/frames';
import { forecastChartSeries } from './chart-series';

const thresholds = [{ name: 'limit', value: 65, direction: 'above' as const }];
const build = (
  options: Partial<typeof DEFAULT_OPTIONS> = {},
  frames = [forecastFrame({ custom: { thresholds } })],
  odd = [0]
) =>
  forecastChartSeries(
    readForecasts(frames),
    readAnomalies([anomalyFrame(odd, { custom: { expr: 'pg_stat_activity_count' } })]),
    { ...DEFAULT_OPTIONS, ...options },
    theme,
    'utc'
  );

test('joins prediction and band to the history', () => {
  const [{ drawn }] = build();
  expect([drawn.expected[2], drawn.bands[0].lower[2], drawn.bands[0].upper[2]]).toEqual([30, 30, 30]);
});

test('draws the widest interval first and joins those within to the history, too', () => {
  const [{ drawn, details }] = build({}, [nestedFrame()]);
  expect(drawn.bands.map(({ lower, upper }) => [lower[2], lower[3], upper[3]])).toEqual([
    [30, 30, 50],
    [30, 34, 46],
    [30, 37, 43],
  ]);
  const intervals = details(3).filter(({ label }) => label.endsWith('interval'));
  expect(intervals.map(({ label, value, closer = false }) => [label, value, closer])).toEqual([
    ['90% interval', '30 to 50', false],
    ['80% interval', '34 to 46', true],
    ['50% interval', '37 to 43', true],
  ]);
  expect(build({ showBand: false }, [nestedFrame()])[0].drawn.bands).toEqual([]);
});

test('of many series only the widest interval is drawn, while the tooltip knows all', () => {
  const drawn = (count: number) =>
    build(
      {},
      Array.from({ length: count }, () => nestedFrame())
    );
  expect(new Set(drawn(8).map((one) => one.drawn.bands.length))).toEqual(new Set([3]));
  expect(new Set(drawn(9).map((one) => one.drawn.bands.length))).toEqual(new Set([1]));
  expect(
    drawn(9)[8]
      .details(3)
      .filter(({ label }) => label.endsWith('interval'))
  ).toHaveLength(3);
});

test('options switch band, thresholds and marks', () => {
  const [on] = build({}, undefined, [0, 0, 5]);
  const [off] = build({ showBand: false, showThresholds: false, showAnomalies: false }, undefined, [0, 0, 5]);
  expect(on.thresholds).toEqual([expect.objectContaining({ label: 'limit: 65', value: 65 })]);
  expect(on.marks).toEqual([2]);
  expect(off.drawn.bands).toEqual([]);
  expect(off.drawn.expected).toEqual(on.drawn.expected);
  expect([off.thresholds, off.marks]).toEqual([[], []]);
});

test('marks only what was measured of the same expression and labels', () => {
  const other = forecastFrame({ labels: { instance: 'db2' } });
  expect(build({}, [forecastFrame(), other], [5, 5]).map(({ marks }) => marks)).toEqual([[1, 2], []]);
  expect(build({}, [forecastFrame({ custom: { expr: 'else' } })], [5])[0].marks).toEqual([]);
});

test('takes colours from the palette, one a series, or the fixed one', () => {
  const palette = { color: { mode: FieldColorModeId.PaletteClassic } };
  const [first, second] = build({}, [forecastFrame({ config: palette }), forecastFrame({ config: palette })]);
  expect(first.color).not.toBe(second.color);
  const fixed = { color: { mode: FieldColorModeId.Fixed, fixedColor: '#123456' } };
  expect(build({}, [forecastFrame({ config: fixed })])[0].color).toBe('#123456');
});

test('the legend table tells the last and the predicted value', () => {
  expect(build()[0].legendValues).toEqual([
    { title: 'Last', value: 30 },
    { title: 'End of forecast', value: 80 },
  ]);
});

test('series of one unit share a scale', () => {
  const [a, b, c] = build(
    {},
    ['bytes', 's', 'bytes'].map((unit) => forecastFrame({ config: { unit } }))
  );
  expect(a.scale).toBe(c.scale);
  expect(a.scale).not.toBe(b.scale);
});
