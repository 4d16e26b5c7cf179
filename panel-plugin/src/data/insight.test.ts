import { toDataFrame } from '@grafana/data';
import { anomalyFrame, annotationFrame, forecastFrame, recommendationFrame, scoreFrame } from '../testing/frames';
import { framesOfKind, insightKind, insightMeta, leadingKind } from './insight';

const foreign = toDataFrame({
  fields: [
    { name: 'time', values: [1] },
    { name: 'cpu', values: [2] },
  ],
});

test('reads the meta data of our frames', () => {
  expect(insightMeta(forecastFrame())).toMatchObject({ presage: 1, kind: 'forecast', name: 'connections' });
});

test.each([
  ['no meta data', undefined],
  ['text', 'forecast'],
  ['another version of the shape', { presage: 2, kind: 'forecast' }],
  ['an unknown kind', { presage: 1, kind: 'horoscope' }],
  ['null', null],
])('does not take %s for ours', (_, custom) => {
  const frame = toDataFrame({ fields: [], meta: { custom: custom as Record<string, unknown> } });
  expect(insightMeta(frame)).toBeUndefined();
});

test.each([
  ['forecast', forecastFrame()],
  ['anomaly', anomalyFrame()],
  ['recommendation', recommendationFrame([{}])],
  ['score', scoreFrame([{}])],
])('knows a %s by its meta data, and by its columns when a transformation dropped that', (kind, frame) => {
  expect(insightKind(frame)).toBe(kind);
  expect(insightKind({ ...frame, meta: undefined })).toBe(kind);
});

test('foreign frames and annotations have no kind', () => {
  expect(insightKind(foreign)).toBeUndefined();
  expect(insightKind(annotationFrame([{ time: 1 }]))).toBeUndefined();
});

test('a forecast leads, whatever the order of the queries', () => {
  expect(leadingKind([scoreFrame([{}]), anomalyFrame(), forecastFrame()])).toBe('forecast');
  expect(leadingKind([recommendationFrame([{}]), anomalyFrame()])).toBe('anomaly');
  expect(leadingKind([foreign])).toBeUndefined();
  expect(leadingKind([])).toBeUndefined();
});

test('framesOfKind picks frames of one kind', () => {
  const wanted = anomalyFrame();
  expect(framesOfKind([forecastFrame(), wanted, foreign], 'anomaly')).toEqual([wanted]);
});
