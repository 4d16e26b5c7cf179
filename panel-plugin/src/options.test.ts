import { PanelOptionsEditorBuilder, standardEditorsRegistry } from '@grafana/data';
import { get } from 'lodash';
import { addOptions, DEFAULT_OPTIONS, type PanelOptions, type View, VIEWS } from './options';

standardEditorsRegistry.setInit(() =>
  ['select', 'boolean', 'radio'].map((id) => ({ id, name: id, editor: () => null }))
);

const builder = new PanelOptionsEditorBuilder<PanelOptions>();
addOptions(builder);
const items = builder.getItems();

const shownFor = (view: View) =>
  items.filter(({ showIf }) => !showIf || showIf({ ...DEFAULT_OPTIONS, view }, undefined)).map(({ path }) => path);

test('each option has the default of the panel', () => {
  expect(items.length).toBeGreaterThan(10);
  items.forEach(({ path, defaultValue }) => expect([path, defaultValue]).toEqual([path, get(DEFAULT_OPTIONS, path)]));
});

test('each option is there for some view, and each has a name of its own', () => {
  const shown = new Set(VIEWS.flatMap(shownFor));
  expect([...shown].sort()).toEqual(items.map(({ path }) => path).sort());
  const names = items.map(({ name, category }) => `${category} ${name}`);
  expect(new Set(names).size).toBe(names.length);
});

test('a view shows only what it heeds', () => {
  expect(shownFor('scores')).toEqual(['view']);
  expect(shownFor('recommendations')).toEqual(['view', 'sortRecommendations', 'groupRecommendations']);
  expect(shownFor('anomalies')).toEqual([
    'view',
    'showBand',
    'showAnomalies',
    'showThresholds',
    'showOutlook',
    'legend.showLegend',
    'legend.displayMode',
    'legend.placement',
    'tooltip.mode',
  ]);
  expect(shownFor('forecast')).toEqual(expect.arrayContaining(['showNow', 'shadeFuture', 'extendToFuture']));
});
