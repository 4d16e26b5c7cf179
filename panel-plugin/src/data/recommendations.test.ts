import { toDataFrame } from '@grafana/data';
import { DAY, NOW, recommendationFrame } from '../testing/frames';
import {
  filterRecommendations,
  firstOfGroups,
  groupRecommendations,
  readRecommendations,
  RECOMMENDATION_SORTS,
  type RecommendationSort,
  sortRecommendations,
} from './recommendations';

const rows = readRecommendations([
  recommendationFrame([
    { id: 'a', object: 'b.orders', gainRatio: 0.5, confidence: 0.2, sizeBytes: 100 },
    { id: 'b', object: 'c.items', gainRatio: 0.3, confidence: 0.9, sizeBytes: 50, firstSeen: NOW },
    { id: 'c', object: 'a.users', gainRatio: null, confidence: 0.95, sizeBytes: -900, action: 'drop_index' },
    { id: 'd', object: 'd.logs', gainRatio: null, confidence: null, sizeBytes: null, firstSeen: null },
  ]),
]);

test('reads a row with its evidence and labels', () => {
  const [row] = readRecommendations([recommendationFrame([{}])]);
  expect(row).toMatchObject({
    id: 'aaaaaaaaaaaa',
    action: 'create_index',
    gainRatio: 0.4,
    evidence: [{ label: 'calls', value: '12 410' }],
    labels: { datname: 'shop' },
    firstSeen: NOW - 2 * DAY,
    row: 0,
  });
});

test('reads Unix seconds where the moment is a plain number', () => {
  const frame = recommendationFrame([{ firstSeen: 1_763_712_000 }]);
  const fields = frame.fields.map((field) => (field.name === 'firstSeen' ? { ...field, type: 'number' } : field));
  expect(readRecommendations([toDataFrame({ ...frame, fields })])[0].firstSeen).toBe(NOW);
});

test.each([
  ['no JSON', 'seen twice', [{ label: '', value: 'seen twice' }]],
  ['another shape', '{"a":1}', []],
  ['holes', '[null, {"label":"x"}, {"value":3}]', [{ label: '', value: '3' }]],
  ['nothing', null, []],
])('evidence with %s does no harm', (_, evidence, expected) => {
  expect(readRecommendations([recommendationFrame([{ evidence }])])[0].evidence).toEqual(expected);
});

test('the same id counts once, rows that say nothing are left out', () => {
  const twice = recommendationFrame([{ id: 'x' }, { id: 'y', title: '', change: '' }]);
  expect(readRecommendations([twice, recommendationFrame([{ id: 'x' }])]).map(({ id }) => id)).toEqual(['x']);
});

test('rows without an id are kept apart', () => {
  expect(readRecommendations([recommendationFrame([{ id: null }, { id: null }])])).toHaveLength(2);
});

test('a foreign frame gives no rows', () => {
  expect(readRecommendations([toDataFrame({ fields: [{ name: 'cpu', values: [1, 2] }] })])).toEqual([]);
});

test.each<[RecommendationSort, string[]]>([
  ['rank', ['b', 'a', 'c', 'd']],
  ['gain', ['a', 'b', 'c', 'd']],
  ['size', ['c', 'b', 'a', 'd']],
  ['confidence', ['c', 'b', 'a', 'd']],
  ['newest', ['b', 'c', 'a', 'd']],
  ['object', ['c', 'a', 'b', 'd']],
])('sorts by %s, unknown last', (by, order) => {
  expect(sortRecommendations(rows, by).map(({ id }) => id)).toEqual(order);
});

test('sorting never changes the rows that it was given', () => {
  const before = rows.map(({ id }) => id);
  RECOMMENDATION_SORTS.forEach((by) => sortRecommendations(rows, by));
  expect(rows.map(({ id }) => id)).toEqual(before);
});

test.each([
  ['', ['a', 'b', 'c', 'd']],
  ['ORDERS', ['a']],
  ['drop_index users', ['c']],
  ['users nowhere', []],
  ['12 410', ['a', 'b', 'c', 'd']],
])('the filter “%s” leaves %j', (text, ids) => {
  const changed = rows.map((row) => ({ ...row, title: '', reason: '', change: '' }));
  expect(filterRecommendations(changed, text).map(({ id }) => id)).toEqual(ids);
});

test('the first rows of groups fill one group after the other', () => {
  const groups = groupRecommendations(rows, 'object');
  const sizes = (limit: number) =>
    firstOfGroups(groups, limit).map(({ rows: members, total }) => [members.length, total]);
  expect(sizes(100)).toEqual(groups.map((group) => [group.rows.length, group.rows.length]));
  expect(sizes(1)).toEqual([[1, groups[0].rows.length]]);
  expect(sizes(0)).toEqual([]);
});
