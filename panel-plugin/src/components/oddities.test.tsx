import { type DataFrame, type Field, FieldType } from '@grafana/data';
import { render, screen } from '@testing-library/react';
import React from 'react';
import { VIEWS } from '../options';
import {
  anomalyFrame,
  causeFrame,
  changeFrame,
  curveFrame,
  forecastFrame,
  recommendationFrame,
  scoreFrame,
} from '../testing/frames';
import { panelProps } from '../testing/panel';
import { InsightsPanel } from './InsightsPanel';

// jsdom has no canvas; the real plot is driven in Chromium by the end-to-end tests
jest.mock('./chart/Canvas', () => ({ Canvas: () => null }));

const FRAMES: Array<[string, () => DataFrame]> = [
  ['forecast', () => forecastFrame()],
  ['anomalies', () => anomalyFrame()],
  ['recommendations', () => recommendationFrame([{}, { id: 'b' }])],
  ['scores', () => scoreFrame([{ target: 'shop', name: 'hit ratio', value: 0.5, unit: 'percentunit' }])],
  ['curve', () => curveFrame()],
  ['changes', () => changeFrame([{}, { time: 1_763_700_000_000 }])],
  ['causes', () => causeFrame([{}, { series: 'errors' }])],
];

const withFields = (frame: DataFrame, change: (field: Field) => Field[]): DataFrame => {
  const fields = frame.fields.flatMap(change);
  return { ...frame, fields, length: fields[0]?.values.length ?? 0 };
};
const withCells = (frame: DataFrame, change: (values: unknown[], field: Field) => unknown[]): DataFrame =>
  withFields(frame, (field) => [{ ...field, values: change(field.values, field) }]);

const ODDITIES: Array<[string, (frame: DataFrame) => DataFrame[]]> = [
  ['no rows', (frame) => [withCells(frame, () => [])]],
  ['one row', (frame) => [withCells(frame, (values) => values.slice(0, 1))]],
  [
    'two thousand rows',
    (frame) => [withCells(frame, (values) => Array.from({ length: 2_000 }, (_, row) => values[row % values.length]))],
  ],
  ['nothing but nulls', (frame) => [withCells(frame, (values) => values.map(() => null))]],
  [
    'nulls but for time',
    (frame) => [
      withCells(frame, (values, { type }) => values.map((value) => (type === FieldType.time ? value : null))),
    ],
  ],
  ['undefined cells', (frame) => [withCells(frame, (values) => values.map(() => undefined))]],
  [
    'text for numbers',
    (frame) => [
      withCells(frame, (values, { type }) => values.map((value) => (type === FieldType.number ? 'much' : value))),
    ],
  ],
  [
    'numbers for text',
    (frame) => [
      withCells(frame, (values, { type }) => values.map((value, row) => (type === FieldType.string ? row : value))),
    ],
  ],
  ['objects for cells', (frame) => [withCells(frame, (values) => values.map(() => ({ a: [1] })))]],
  [
    'infinite numbers',
    (frame) => [
      withCells(frame, (values, { type }) => values.map((value) => (type === FieldType.number ? Infinity : value))),
    ],
  ],
  [
    'endless text',
    (frame) => [
      withCells(frame, (values, { type }) =>
        values.map((value) => (type === FieldType.string ? 'x'.repeat(5_000) : value))
      ),
    ],
  ],
  ['no fields', (frame) => [{ ...frame, fields: [], length: 0 }]],
  ['only its first field', (frame) => [withFields(frame, (field) => (field === frame.fields[0] ? [field] : []))]],
  ['only its last field', (frame) => [withFields(frame, (field) => (field === frame.fields.at(-1) ? [field] : []))]],
  ['no meta data', (frame) => [{ ...frame, meta: undefined }]],
  ['empty meta data', (frame) => [{ ...frame, meta: { custom: { presage: 1, kind: frame.meta?.custom?.kind } } }]],
  ['meta data of wrong types', (frame) => [{ ...frame, meta: { custom: wrongTypes(frame.meta?.custom ?? {}) } }]],
  ['the same frame twice', (frame) => [frame, frame]],
  ['an empty frame beside it', (frame) => [withCells(frame, () => []), frame]],
];

function wrongTypes(custom: Record<string, unknown>): Record<string, unknown> {
  const wrong = Object.entries(custom).map(([key, value]) => [key, typeof value === 'number' ? 'much' : [7, null]]);
  return { ...Object.fromEntries(wrong), presage: 1, kind: custom.kind };
}

// hundreds of rows take jsdom a while on a busy machine
jest.setTimeout(180_000);

let complaint: jest.SpyInstance;
beforeEach(() => {
  complaint = jest.spyOn(console, 'error').mockImplementation(() => undefined);
});
afterEach(() => complaint.mockRestore());

describe.each(FRAMES)('the view %s', (view, makeFrame) => {
  test.each(ODDITIES)('stands %s, and says nothing that is no word', (_, change) => {
    const { container } = render(
      <InsightsPanel {...panelProps(change(makeFrame()), { view: view as (typeof VIEWS)[number] })} />
    );
    expect(container.textContent).not.toMatch(/NaN|undefined|\bnull\b|Invalid|\[object|Infinity|∞/);
    expect(complaint).not.toHaveBeenCalled();
    const shown = screen.queryByTestId(`presage-view-${view}`) ?? screen.getByRole('status');
    expect(shown).not.toBeEmptyDOMElement();
  });
});

test.each([
  ['forecast', forecastFrame()],
  ['anomalies', anomalyFrame()],
])('a chart %s without a number says so, with the notice of the answer', (view, frame) => {
  const empty = withCells(frame, () => []);
  const said = (meta: DataFrame['meta']) => {
    const { container, unmount } = render(
      <InsightsPanel {...panelProps([{ ...empty, meta }], { view: view as (typeof VIEWS)[number] })} />
    );
    const { textContent } = container;
    unmount();
    return textContent;
  };
  expect(said(frame.meta)).toContain('The answer has no numbers for this time range');
  expect(said({ ...frame.meta, notices: [{ severity: 'info', text: 'Warming up.' }] })).toContain('Warming up.');
});
