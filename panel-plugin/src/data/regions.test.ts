import { FieldType, toDataFrame } from '@grafana/data';
import { annotationFrame } from '../testing/frames';
import { readRegions, regionsAt } from './regions';

test('reads our anomalies in order of time', () => {
  const frame = annotationFrame([
    { time: 200, timeEnd: 300, title: 'B', text: 'later', tags: 'anomaly, disk' },
    { time: 100, title: 'A' },
  ]);
  expect(readRegions([frame])).toEqual([
    { from: 100, to: 100, title: 'A', text: '', tags: [], anomaly: true },
    { from: 200, to: 300, title: 'B', text: 'later', tags: ['anomaly', 'disk'], anomaly: true },
  ]);
});

test('annotations of the dashboard are shown, too, but are no anomalies', () => {
  const frame = toDataFrame({
    fields: [
      { name: 'time', type: FieldType.time, values: [5] },
      { name: 'text', type: FieldType.string, values: ['<b>deploy</b>'] },
      { name: 'tags', type: FieldType.other, values: [['deploy', 7]] },
    ],
  });
  expect(readRegions([frame])).toEqual([
    { from: 5, to: 5, title: '', text: '<b>deploy</b>', tags: ['deploy', '7'], anomaly: false },
  ]);
});

test('rows without a time are left out, and an end before the start is the start', () => {
  const frame = annotationFrame([
    { time: null, title: 'none' },
    { time: 9, timeEnd: 3, title: 'backwards' },
  ]);
  expect(readRegions([frame, toDataFrame({ fields: [] })]).map(({ from, to }) => [from, to])).toEqual([[9, 9]]);
});

test('regionsAt holds the span and the tolerance around it', () => {
  const regions = readRegions([annotationFrame([{ time: 100, timeEnd: 200 }, { time: 500 }])]);
  const starts = (time: number) => regionsAt(regions, time, 10).map(({ from }) => from);
  expect([89, 90, 150, 210, 211, 495, 511].map(starts)).toEqual([[], [100], [100], [100], [], [500], []]);
});
