import type uPlot from 'uplot';
import { chartSeries, theme } from '../../testing/chart';
import { forecastFrame, HOUR, NOW } from '../../testing/frames';
import { type ChartModel } from './model';
import { drawBackground, drawForeground, fitted, thresholdLines } from './overlays';

const limit = { name: 'limit', value: 65, direction: 'above' as const };

/** A plot of 800 × 100 pixels over the eight hours of the frame and values 0 to 100, that writes down what is drawn. */
function recordingPlot() {
  const calls: Array<[string, ...unknown[]]> = [];
  const names = ['fillRect', 'fillText', 'arc', 'moveTo', 'lineTo'];
  const silent = [
    'save',
    'restore',
    'beginPath',
    'rect',
    'clip',
    'closePath',
    'fill',
    'stroke',
    'setLineDash',
    'strokeText',
  ];
  const ctx = Object.fromEntries([
    ...silent.map((name) => [name, () => undefined]),
    ...names.map((name) => [name, (...given: unknown[]) => calls.push([name, ...given])]),
  ]);
  ctx.measureText = (text: string) => ({ width: 6 * text.length });
  const start = NOW - 2 * HOUR;
  const plot = {
    ctx,
    bbox: { left: 0, top: 0, width: 800, height: 100 },
    scales: { x: { min: start, max: start + 8 * HOUR } },
    valToPos: (value: number, scale: string) => (scale === 'x' ? ((value - start) / HOUR) * 100 : 100 - value),
  };
  const of = (name: string) => calls.filter(([called]) => called === name).map(([, ...given]) => given);
  return { plot: plot as unknown as uPlot, of };
}

function model(parts: Partial<ChartModel> = {}): ChartModel {
  const start = NOW - 2 * HOUR;
  return { series: chartSeries(), range: { from: start, to: start + 8 * HOUR }, regions: [], ...parts };
}

beforeEach(() => {
  window.devicePixelRatio = 1;
});

test('shades from now to the end', () => {
  const { plot, of } = recordingPlot();
  drawBackground(plot, model({ shadedFrom: NOW }), theme);
  expect(of('fillRect')).toEqual([[200, 0, 600, 100]]);
});

test('a region is shaded and gets a foot, a moment is at least one pixel wide', () => {
  const { plot, of } = recordingPlot();
  const region = { title: '', text: '', tags: [], anomaly: true };
  drawBackground(
    plot,
    model({
      regions: [
        { ...region, from: NOW - HOUR, to: NOW },
        { ...region, from: NOW, to: NOW },
      ],
    }),
    theme
  );
  expect(of('fillRect')).toEqual([
    [100, 0, 100, 100],
    [100, 97, 100, 3],
    [200, 0, 1, 100],
    [200, 97, 1, 3],
  ]);
});

test('the now line stands at now with its label', () => {
  const { plot, of } = recordingPlot();
  drawForeground(plot, model({ now: NOW }), theme);
  expect(of('moveTo')).toEqual([[200, 0]]);
  expect(of('lineTo')).toEqual([[200, 100]]);
  expect(of('fillText').map(([text]) => text)).toEqual(['now']);
});

test('a threshold has its line, its name, and the interval and moment of the crossing', () => {
  const crossing = { expected: NOW + 3 * HOUR, earliest: NOW + 2 * HOUR, latest: NOW + 4 * HOUR };
  const { plot, of } = recordingPlot();
  drawForeground(
    plot,
    model({ series: chartSeries(forecastFrame({ custom: { thresholds: [{ ...limit, crossing }] } })) }),
    theme
  );
  expect(of('fillText').map(([text]) => text)).toEqual(['limit: 65']);
  expect(of('fillRect')).toEqual([[400, 32.5, 200, 5]]);
  expect(of('moveTo')).toContainEqual([500, 29]);
});

test('an open interval reaches to the edge; without an expected moment there is no diamond', () => {
  const { plot, of } = recordingPlot();
  const thresholds = [{ ...limit, crossing: { earliest: NOW + 2 * HOUR } }];
  drawForeground(plot, model({ series: chartSeries(forecastFrame({ custom: { thresholds } })) }), theme);
  expect(of('fillRect')).toEqual([[400, 32.5, 400, 5]]);
  expect(of('moveTo')).toHaveLength(1);
});

test('a threshold out of sight is not drawn', () => {
  const { plot, of } = recordingPlot();
  const thresholds = [{ ...limit, value: 500 }];
  drawForeground(plot, model({ series: chartSeries(forecastFrame({ custom: { thresholds } })) }), theme);
  expect(of('fillText')).toEqual([]);
});

test('labels of lines that lie close do not overlap', () => {
  const { plot, of } = recordingPlot();
  const thresholds = [limit, { ...limit, name: 'warning', value: 60 }];
  drawForeground(plot, model({ series: chartSeries(forecastFrame({ custom: { thresholds } })) }), theme);
  const [first, second] = of('fillText').map(([, , y]) => Number(y));
  expect(first).toBeLessThan(35);
  expect(second).toBeGreaterThan(40);
});

test('marked points get a circle', () => {
  const { plot, of } = recordingPlot();
  const [series] = chartSeries();
  drawForeground(plot, model({ series: [{ ...series, marks: [1, 5] }] }), theme);
  expect(of('arc').map(([x, y]) => [x, y])).toEqual([[100, 80]]);
});

test('a threshold that series of one unit share is one line; of another unit another', () => {
  const frames = ['s', 's', 'bytes'].map((unit) =>
    forecastFrame({ config: { unit }, custom: { thresholds: [limit] } })
  );
  expect(thresholdLines(chartSeries(...frames)).map(({ scale }) => scale)).toEqual(['unit:s', 'unit:bytes']);
});

test('a text that is too wide is cut, and left out where there is no room at all', () => {
  const widthOf = (text: string) => 10 * text.length;
  expect(fitted('limit: 65', 90, widthOf)).toBe('limit: 65');
  expect(fitted('limit: 65', 89, widthOf)).toBe('limit: …');
  expect(fitted('limit: 65', 5, widthOf)).toBe('');
});

test('the label of a threshold ends before the now line', () => {
  const endless = { ...limit, name: 'x'.repeat(500) };
  const { plot, of } = recordingPlot();
  const series = chartSeries(forecastFrame({ custom: { thresholds: [endless] } }));
  drawForeground(plot, { series, range: { from: NOW - 4 * HOUR, to: NOW }, regions: [], now: NOW + 2 * HOUR }, theme);
  const [label] = of('fillText').find(([text]) => String(text).startsWith('x'))!;
  expect(String(label).length).toBeGreaterThan(20);
  expect(6 * String(label).length).toBeLessThan(400);
});
