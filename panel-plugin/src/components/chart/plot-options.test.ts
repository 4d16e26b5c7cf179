import { chartSeries, theme } from '../../testing/chart';
import { forecastFrame, NOW } from '../../testing/frames';
import { COLUMNS } from './align';
import { plotKey, plotOptions } from './plot-options';

function optionsOf(series = chartSeries(), size = { width: 300, height: 200 }) {
  const model = { series, range: { from: 1, to: 9 }, regions: [] };
  const handlers = { onZoom: jest.fn(), onCursor: jest.fn() };
  const options = plotOptions({ current: () => model, theme, timeZone: 'Asia/Tokyo', ...size, handlers });
  return { options, handlers, model };
}

test('two columns a series', () => {
  const { options } = optionsOf(chartSeries(forecastFrame(), forecastFrame()));
  expect(options.series).toHaveLength(1 + 2 * COLUMNS.length);
});

test('the prediction is dashed, the history is not', () => {
  const [, actual, expected] = optionsOf().options.series;
  expect(actual.dash).toBeUndefined();
  expect(expected.dash).toEqual([6, 4]);
});

test('one axis a unit, the first left, others right', () => {
  const units = ['bytes', 's', 'bytes'].map((unit) => forecastFrame({ config: { unit } }));
  const [, ...axes] = optionsOf(chartSeries(...units)).options.axes ?? [];
  expect(axes.map(({ scale, side }) => [scale, side])).toEqual([
    ['unit:bytes', 3],
    ['unit:s', 1],
  ]);
});

test('in a plot of hardly any size the curve has the room of the axes', () => {
  const shown = (width: number, height: number) =>
    optionsOf(chartSeries(), { width, height }).options.axes?.map(({ show }) => show);
  expect(shown(300, 200)).toEqual([true, true]);
  expect(shown(300, 50)).toEqual([false, true]);
  expect(shown(100, 200)).toEqual([true, false]);
  expect(shown(300, 30)).toEqual([false, false]);
});

test('the time scale is the range of the model, at the time of drawing', () => {
  const { options, model } = optionsOf();
  const range = options.scales?.x.range as unknown as () => number[];
  model.range = { from: 5, to: 6 };
  expect(range()).toEqual([5, 6]);
});

test('ticks are placed in the time zone of the dashboard', () => {
  expect(optionsOf().options.tzDate?.(NOW).getHours()).toBe(17);
});

describe('zoom', () => {
  const select = (width: number) => {
    const { options, handlers } = optionsOf();
    const plot = {
      select: { left: 10, top: 0, width, height: 0 },
      posToVal: (x: number) => x * 100,
      setSelect: jest.fn(),
    };
    options.hooks?.setSelect?.forEach((hook) => (hook as unknown as (given: typeof plot) => void)(plot));
    return { handlers, plot };
  };

  test('asks for the selected span and clears the selection', () => {
    const { handlers, plot } = select(30);
    expect(handlers.onZoom).toHaveBeenCalledWith(1_000, 4_000);
    expect(plot.setSelect).toHaveBeenCalledWith(expect.objectContaining({ width: 0 }), false);
  });

  test('a click that slipped asks for nothing', () => {
    expect(select(3).handlers.onZoom).not.toHaveBeenCalled();
  });
});

test('the plot is kept while only values change', () => {
  const other = forecastFrame();
  other.fields[1].values[0] = 12;
  expect(plotKey(chartSeries(other))).toBe(plotKey(chartSeries()));
  expect(plotKey(chartSeries(forecastFrame({ config: { unit: 's' } })))).not.toBe(plotKey(chartSeries()));
});
