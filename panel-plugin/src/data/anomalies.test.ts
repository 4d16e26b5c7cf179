import { anomalyFrame, HOUR, NOW } from '../testing/frames';
import { anomalousPoints, anomalyRuns, readAnomalies } from './anomalies';

const read = (scores?: Array<number | null>, warmup = false) =>
  readAnomalies([anomalyFrame(scores, { custom: { warmup } })])[0];

test('reads scores, band and what the model says about itself', () => {
  expect(read()).toMatchObject({
    name: 'latency',
    expected: [10, 10, 10, 10, 10, 10],
    score: [0, 0.2, 2, 3, 0.1, 1],
    warmup: false,
    sensitivity: 'medium',
  });
});

test('points at or beyond the edge of normal are odd, on either side', () => {
  expect(anomalousPoints(read([0.99, 1, -1.5, null, 5]))).toEqual([1, 2, 4]);
});

test('nothing is odd while the model warms up', () => {
  expect(anomalousPoints(read([9, 9], true))).toEqual([]);
});

test('a score without a measured value marks nothing', () => {
  const series = read([2, 2]);
  series.actual[1] = null;
  expect(anomalousPoints(series)).toEqual([0]);
});

test('neighbouring odd points make one run with the peak of it', () => {
  expect(anomalyRuns(read([0, 0.2, 2, -3, 0.1, 1]))).toEqual([
    { from: NOW - 3 * HOUR, to: NOW - 2 * HOUR, peak: 3, score: 3 },
    { from: NOW, to: NOW, peak: 5, score: 1 },
  ]);
  expect(anomalyRuns(read([0, 0]))).toEqual([]);
});

test('survives meta data of wrong types', () => {
  const custom = { warmup: 'yes', sensitivity: 5 } as object;
  expect(readAnomalies([anomalyFrame([1], { custom })])[0]).toMatchObject({ warmup: false, sensitivity: '' });
});
