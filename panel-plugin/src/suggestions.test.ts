import { getPanelDataSummary, toDataFrame, VisualizationSuggestionScore } from '@grafana/data';
import { suggestionsSupplier } from './suggestions';
import { annotationFrame, forecastFrame } from './testing/frames';

const supplier = suggestionsSupplier('presage-insights-panel', 'Presage Insights');
const foreign = toDataFrame({
  fields: [
    { name: 'time', values: [1] },
    { name: 'predicted', values: [2] },
  ],
});

test('our frames are best drawn by this panel', () => {
  expect(supplier(getPanelDataSummary([foreign, forecastFrame()]))).toEqual([
    { name: 'Presage Insights', score: VisualizationSuggestionScore.Best },
  ]);
});

test.each([
  ['nothing', []],
  ['foreign data', [foreign]],
  ['annotations', [annotationFrame([{ time: 1 }])]],
])('%s is not', (_, frames) => {
  expect(supplier(getPanelDataSummary(frames))).toBeUndefined();
});

test('Grafana 12.3 gets the same through its builder', () => {
  const append = jest.fn();
  const getListAppender = jest.fn(() => ({ append }));
  supplier.getSuggestionsForData({ data: { series: [foreign] }, getListAppender });
  expect(append).not.toHaveBeenCalled();
  supplier.getSuggestionsForData({ data: { series: [forecastFrame()] }, getListAppender });
  expect(getListAppender).toHaveBeenCalledWith(expect.objectContaining({ pluginId: 'presage-insights-panel' }));
  expect(append).toHaveBeenCalledWith(expect.objectContaining({ score: VisualizationSuggestionScore.Best }));
});
