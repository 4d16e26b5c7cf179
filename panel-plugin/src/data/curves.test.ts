import { curveFrame } from '../testing/frames';
import { currentMissRatio, lineOf, missRatioAt, readCurves } from './curves';

const [curve] = readCurves([curveFrame({ currentMissRatio: undefined, targetSize: '9' as never, kneeSize: 2_000 })]);

test('reads sizes, policies and what the meta data says in numbers', () => {
  expect(curve).toMatchObject({ name: 'sessions', sizeUnit: 'short', sizes: [100, 1_000, 10_000], kneeSize: 2_000 });
  expect(curve.lines.map(({ policy }) => policy)).toEqual(['lru', 's3fifo']);
  expect(curve.targetSize).toBeUndefined();
  expect(curve.currentMissRatio).toBeUndefined();
});

test('sizes are sorted, those that a logarithmic axis cannot show go', () => {
  const [unsorted] = readCurves([
    curveFrame({}, { size: [1_000, 0, 100, null], lru: [0.1, 1, 0.9, 0.5], s3fifo: [0, 0, 0, 0] }),
  ]);
  expect(unsorted.sizes).toEqual([100, 1_000]);
  expect(unsorted.lines[0].ratios).toEqual([0.9, 0.1]);
});

test('frames without sizes or without a policy are left out', () => {
  const frame = curveFrame();
  const bare = { ...frame, fields: frame.fields.slice(0, 1) };
  expect(readCurves([bare, curveFrame({}, { size: [0, 0, 0] })])).toEqual([]);
});

test('miss ratios between points are linear, outside unknown', () => {
  const line = lineOf(curve);
  expect(missRatioAt(curve, line, 1_000)).toBe(0.5);
  expect(missRatioAt(curve, line, 5_500)).toBeCloseTo(0.3);
  expect(missRatioAt(curve, line, 50)).toBeUndefined();
  expect(missRatioAt(curve, line, 20_000)).toBeUndefined();
});

test('a gap in a line is no ratio', () => {
  const [gap] = readCurves([curveFrame({}, { lru: [0.9, null, 0.1] })]);
  expect(missRatioAt(gap, lineOf(gap), 500)).toBeUndefined();
  expect(missRatioAt(gap, lineOf(gap), 5_000)).toBeUndefined();
});

test('the present ratio is the measured one, else that of the curve', () => {
  expect(currentMissRatio(curve)).toBe(0.5);
  expect(currentMissRatio({ ...curve, currentMissRatio: 0.6 })).toBe(0.6);
  expect(currentMissRatio({ ...curve, currentSize: undefined })).toBeUndefined();
});
