import { FieldColorModeId } from '@grafana/data';
import { readCurves } from '../../data/curves';
import { theme } from '../../testing/chart';
import { curveFrame } from '../../testing/frames';
import { curveModel, sizeMarks } from './model';
import { ratioRange, sizeRange } from './plot-options';
import { policyLabel } from './policies';
import { curveStatements } from './statements';

const read = (...given: Parameters<typeof curveFrame>) => {
  const frame = curveFrame(...given);
  // as Grafana applies the default of the panel
  frame.fields.forEach(({ config }) => (config.color = { mode: FieldColorModeId.PaletteClassic }));
  return readCurves([frame])[0];
};
const said = (...given: Parameters<typeof curveFrame>) => {
  const curve = read(...given);
  return curveStatements(curve, curveModel(curve, theme, 'utc')).map(({ state, text }) => `${state}: ${text}`);
};

test('policies differ in colour and in dash; the present one is marked', () => {
  const { curves } = curveModel(read(), theme, 'utc');
  expect(curves.map(({ name, current }) => [name, current])).toEqual([
    ['LRU', true],
    ['S3-FIFO', false],
  ]);
  expect(new Set(curves.map(({ color }) => color)).size).toBe(2);
  expect(new Set(curves.map(({ dash }) => String(dash))).size).toBe(2);
});

test('sizes that matter are in order, equal ones share a mark', () => {
  const marks = sizeMarks(read({ kneeSize: 5_000, targetSize: 5_000, advisedSize: 500 }), theme);
  expect(marks.map(({ label, size }) => [label, size])).toEqual([
    ['advised', 500],
    ['now', 1_000],
    ['target, knee', 5_000],
  ]);
});

test('the axes hold the curve, every mark and the target', () => {
  const model = curveModel(read({ advisedSize: 50_000, targetMissRatio: 0.95 }), theme, 'utc');
  expect(sizeRange(model)).toEqual([100, 50_000]);
  expect(ratioRange(0.5, model)).toEqual([0, 1]);
  expect(sizeRange({ sizes: [8], marks: [] })).toEqual([4, 16]);
});

test('minimum and maximum of the options win', () => {
  const model = { limits: { min: 0.1, max: 0.4 }, marks: [] };
  expect(ratioRange(0.5, model)).toEqual([0.1, 0.4]);
  expect(ratioRange(null, { ...model, limits: {} })).toEqual([0, 1]);
});

test('a target that no size reaches is an error, a low confidence a warning', () => {
  expect(said({ targetMissRatio: 0.05, confidence: 0.2 })).toEqual([
    'warning: Misses 52% of requests at 1 K objects with LRU',
    'error: No size up to 10 K objects reaches the target of 5%',
    'warning: Rests on 4000 sampled keys only: confidence 20%',
  ]);
});

test('bytes are shown as bytes', () => {
  expect(said({ sizeUnit: 'bytes', currentSize: 1_048_576, currentMissRatio: 0.25 })).toEqual([
    'info: Misses 25% of requests at 1 MiB with LRU',
  ]);
});

test('a cache of which nothing is known but its curve says nothing', () => {
  expect(said({ currentSize: undefined, currentMissRatio: undefined })).toEqual([]);
});

test('a policy of a later exporter is named as it comes', () => {
  expect(policyLabel('redis-lfu')).toBe('Redis LFU');
  expect(policyLabel('constructor')).toBe('constructor');
});
