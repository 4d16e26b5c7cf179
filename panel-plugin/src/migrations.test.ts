import { migrateOptions } from './migrations';
import { DEFAULT_OPTIONS } from './options';

test.each([undefined, null, 'text', [], {}])('%p becomes the defaults', (options) => {
  expect(migrateOptions({ options })).toEqual(DEFAULT_OPTIONS);
});

test('keeps what is valid, level by level', () => {
  const options = {
    view: 'scores',
    showBand: false,
    legend: { placement: 'right', displayMode: 'table' },
    tooltip: { mode: 'multi' },
    sortRecommendations: 'newest',
  };
  expect(migrateOptions({ options })).toEqual({
    ...DEFAULT_OPTIONS,
    ...options,
    legend: { ...options.legend, showLegend: true },
  });
});

test('wrong values become defaults, unknown keys go', () => {
  const options = {
    view: 'oracle',
    showBand: 'yes',
    legend: { placement: 'top', displayMode: 7, showLegend: null },
    tooltip: 'multi',
    sortRecommendations: 'random',
    text: 'of another panel',
  };
  expect(migrateOptions({ options })).toEqual(DEFAULT_OPTIONS);
});

test('what was migrated stays as it is', () => {
  const once = migrateOptions({ options: { view: 'forecast', showNow: false } });
  expect(migrateOptions({ options: once })).toEqual(once);
});
