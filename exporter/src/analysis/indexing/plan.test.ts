import { readPlan } from './plan.js';

const plan = (node: object): unknown => [{ Plan: node }];

it('collects indexes and full scans of the whole tree', () => {
  const tree = plan({
    'Node Type': 'Nested Loop',
    'Total Cost': 12.5,
    Plans: [
      { 'Node Type': 'Seq Scan', 'Relation Name': 'orders', 'Total Cost': 1, 'Plan Rows': 7 },
      {
        'Node Type': 'Bitmap Heap Scan',
        'Relation Name': 'items',
        'Parent Relationship': 'Inner',
        'Total Cost': 8,
        Plans: [
          { 'Node Type': 'BitmapOr', Plans: [{ 'Index Name': '<13556>btree_items_a' }, { 'Index Name': 'items_b' }] },
        ],
      },
    ],
  });
  const expected = {
    totalCost: 12.5,
    indexes: ['items_b', '<13556>btree_items_a'],
    sequentialScans: ['orders'],
    scans: [{ table: 'orders', cost: 1, rows: 7, sortCost: 0 }],
    walks: [],
    reads: [
      { index: 'items_b', cost: 8, isRepeated: true },
      { index: '<13556>btree_items_a', cost: 8, isRepeated: true },
    ],
  };
  expect(readPlan(tree)).toEqual(expected);
  expect(readPlan(JSON.stringify(tree))).toEqual(expected);
});

it.each([
  [undefined],
  [null],
  [[]],
  [[{}]],
  [plan({})],
  [{ Plan: { 'Total Cost': 1 } }],
  [plan({ 'Total Cost': '1' })],
])('is undefined for %j', (value) => {
  expect(readPlan(value)).toBeUndefined();
});

it('tells what sorting a scan costs', () => {
  const scan = { 'Node Type': 'Seq Scan', 'Relation Name': 't', 'Total Cost': 10, 'Plan Rows': 5 };
  const tree = plan({
    'Node Type': 'Limit',
    'Total Cost': 12,
    Plans: [{ 'Node Type': 'Sort', 'Total Cost': 15, Plans: [scan] }],
  });
  expect(readPlan(tree)?.scans).toEqual([{ table: 't', cost: 10, rows: 5, sortCost: 5 }]);
});

it('survives odd children', () => {
  expect(readPlan(plan({ 'Total Cost': 1, Plans: 'none', 'Index Name': 5 }))).toEqual({
    totalCost: 1,
    indexes: [],
    sequentialScans: [],
    scans: [],
    walks: [],
    reads: [],
  });
});

it('prices rows that an index brings in order by their limit', () => {
  const scan = { 'Node Type': 'Index Scan', 'Relation Name': 't', 'Index Name': 'i', 'Total Cost': 900 };
  const limited = (child: object) => plan({ 'Node Type': 'Limit', 'Total Cost': 12, 'Plan Rows': 10, Plans: [child] });
  expect(readPlan(limited({ ...scan, 'Order By': 'e <-> $1' }))?.reads).toEqual([
    { index: 'i', cost: 12, isRepeated: false },
  ]);
  expect(readPlan(limited(scan))?.reads).toEqual([{ index: 'i', cost: 900, isRepeated: false }]);
});

it('tells a walk along an index that hopes to end early', () => {
  const scan = { 'Node Type': 'Index Scan', 'Relation Name': 't', 'Plan Rows': 200, Filter: '(a = 1)' };
  const limited = (child: object) => plan({ 'Node Type': 'Limit', 'Total Cost': 1, 'Plan Rows': 10, Plans: [child] });
  expect(readPlan(limited(scan))?.walks).toEqual([{ table: 't', share: 0.05 }]);
  expect(readPlan(limited({ ...scan, 'Index Cond': '(b = 1)' }))?.walks).toEqual([]);
  expect(readPlan(limited({ ...scan, Filter: undefined }))?.walks).toEqual([]);
  expect(readPlan(plan({ 'Total Cost': 1, ...scan }))?.walks).toEqual([]);
});
