import { type DataFrame, toDataFrame } from '@grafana/data';
import { filterFrames } from './filters';
import { LabelMemory } from './labels';

const series = (labels: Record<string, string>) =>
  toDataFrame({
    name: labels.instance,
    fields: [
      { name: 'time', type: 'time', values: [1, 2] },
      { name: 'actual', type: 'number', values: [1, 2], labels },
    ],
  });
const table = toDataFrame({
  fields: [
    { name: 'target', values: ['shop', 'sessions'] },
    { name: 'title', values: ['index', 'memory'] },
    { name: 'labels', values: ['{"datname":"orders"}', 'no JSON'] },
  ],
});
const frames = [series({ instance: 'a', job: 'web' }), series({ instance: 'b' })];
const names = (filtered: DataFrame[]) => filtered.map(({ name }) => name);

it.each([
  ['=', 'a', ['a']],
  ['!=', 'a', ['b']],
  ['=~', 'a|c', ['a']],
  ['=~', '', []],
  ['!~', '[a-b]', []],
])('keeps the series whose label is %s %s', (operator, value, kept) => {
  expect(names(filterFrames(frames, [{ key: 'instance', operator, value }]))).toEqual(kept);
});

it('takes several values, several filters, and a missing label as empty', () => {
  const any = (operator: string, values: string[]) => ({ key: 'instance', operator, value: values[0], values });
  expect(names(filterFrames(frames, [any('=|', ['b', 'c'])]))).toEqual(['b']);
  expect(names(filterFrames(frames, [any('!=|', ['b', 'c'])]))).toEqual(['a']);
  expect(names(filterFrames(frames, [{ key: 'job', operator: '=', value: '' }]))).toEqual(['b']);
  expect(filterFrames(frames, [any('=|', ['b']), { key: 'job', operator: '=', value: 'web' }])).toEqual([]);
  expect(filterFrames(frames)).toBe(frames);
});

it('keeps the rows of a table by their labels, target and advisor', () => {
  const titles = (key: string, value: string) =>
    filterFrames([table], [{ key, operator: '=', value }]).map(({ fields, length }) => [fields[1].values, length]);
  expect(titles('target', 'shop')).toEqual([[['index'], 1]]);
  expect(titles('datname', 'orders')).toEqual([[['index'], 1]]);
  expect(titles('datname', '')).toEqual([[['memory'], 1]]);
});

it('leaves alone what has no labels to go by', () => {
  const marks = toDataFrame({ meta: { dataTopic: 'annotations' as never }, fields: [{ name: 'time', values: [1] }] });
  const causes = toDataFrame({ meta: { custom: { kind: 'cause' } }, fields: [{ name: 'labels', values: ['{}'] }] });
  const curve = toDataFrame({ meta: { custom: { kind: 'curve' } }, fields: [{ name: 'size', values: [1] }] });
  const all = [marks, causes, curve];
  expect(filterFrames(all, [{ key: 'instance', operator: '=', value: 'a' }])).toEqual(all);
});

it('says what is wrong with a filter', () => {
  expect(() => filterFrames(frames, [{ key: 'instance', operator: '=~', value: '(' }])).toThrow('no regular');
  expect(() => filterFrames(frames, [{ key: 'instance', operator: '>', value: '1' }])).toThrow('not “>”');
});

it('remembers what answers had, without a name or value of Object itself', () => {
  const memory = new LabelMemory();
  memory.remember([...frames, table]);
  expect(memory.names).toEqual(['datname', 'instance', 'job', 'target']);
  expect(memory.valuesOf('instance')).toEqual(['a', 'b']);
  expect(memory.valuesOf('constructor')).toEqual([]);
});
