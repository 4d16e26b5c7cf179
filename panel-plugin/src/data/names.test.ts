import { findField } from './columns';
import { forecastFrame } from '../testing/frames';
import { seriesNames } from './names';

function namesOf(frames: Array<ReturnType<typeof forecastFrame>>) {
  return seriesNames(
    frames.map((frame) => ({ frame, field: findField(frame, 'actual')! })),
    frames
  );
}

test('one series is named after its insight, without labels', () => {
  expect(namesOf([forecastFrame({ labels: { instance: 'db1' } })])).toEqual(['connections']);
});

test('several series get the labels that tell them apart, and no others', () => {
  const frames = ['db1', 'db2'].map((instance) => forecastFrame({ labels: { job: 'pg', instance } }));
  expect(namesOf(frames)).toEqual(['connections {instance="db1"}', 'connections {instance="db2"}']);
});

test('a display name of the options wins', () => {
  expect(namesOf([forecastFrame({ config: { displayName: 'Mine' } })])).toEqual(['Mine']);
});

test('without a name of the insight Grafana names the field', () => {
  const frame = { ...forecastFrame({ config: { displayNameFromDS: 'from the source' } }), meta: undefined };
  expect(namesOf([frame])).toEqual(['from the source']);
});

test('equal names are numbered', () => {
  expect(namesOf([forecastFrame(), forecastFrame(), forecastFrame()])).toEqual([
    'connections',
    'connections 2',
    'connections 3',
  ]);
});
