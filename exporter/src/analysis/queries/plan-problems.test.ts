import { planProblems } from './plan-problems.js';

const plan = (node: object) => [{ Plan: node }];
const scan = (rows: number, extra: object = {}) => ({
  'Node Type': 'Seq Scan',
  'Relation Name': 'orders',
  'Plan Rows': rows,
  ...extra,
});

it('compares what the planner expects with what comes', () => {
  expect(planProblems(plan(scan(100_000)), 2)).toEqual([
    { kind: 'misestimate', detail: 'the planner expects 100000 rows, a call returns 2.0' },
  ]);
  expect(planProblems(plan(scan(10)), 5_000)[0]!.kind).toBe('misestimate');
  expect(planProblems(plan(scan(100_000)), 2_000)).toEqual([]);
  expect(planProblems(plan(scan(500)), 0)).toEqual([]);
  expect(planProblems(plan({ 'Node Type': 'Limit', 'Plan Rows': 2_000 }), 10)).toEqual([]);
});

it('finds a scan for each row of a join', () => {
  const loop = (inner: object) =>
    plan({
      'Node Type': 'Nested Loop',
      'Plan Rows': 10,
      Plans: [scan(50_000, { 'Parent Relationship': 'Outer' }), inner],
    });
  const inner = scan(50_000, { 'Parent Relationship': 'Inner', 'Relation Name': 'lines' });
  expect(planProblems(loop(inner), 10)).toMatchObject([{ kind: 'scan_in_loop', table: 'lines' }]);
  expect(planProblems(loop({ ...inner, 'Plan Rows': 3 }), 10)).toEqual([]);
  expect(planProblems(loop({ ...inner, 'Node Type': 'Index Scan' }), 10)).toEqual([]);
  const kept = { 'Node Type': 'Materialize', 'Parent Relationship': 'Inner', Plans: [inner] };
  expect(planProblems(loop(kept), 10)).toEqual([]);
});

it('finds a scan for each row of a subquery, unless it is hashed', () => {
  const inner = scan(50_000, { 'Relation Name': 'lines' });
  const subquery = {
    'Node Type': 'Aggregate',
    'Parent Relationship': 'SubPlan',
    'Subplan Name': 'SubPlan 1',
    Plans: [inner],
  };
  const outer = scan(500, { Plans: [subquery] });
  expect(planProblems(plan(outer), 500)).toEqual([
    { kind: 'scan_in_loop', table: 'lines', detail: 'lines is read from end to end for each of about 500 rows' },
  ]);
  expect(planProblems(plan({ ...outer, Filter: '(NOT (hashed SubPlan 1))' }), 500)).toEqual([]);
  expect(planProblems(plan({ ...outer, 'Plan Rows': 2 }), 2)).toEqual([]);
});

it('finds sorts of many wide rows, wherever they are', () => {
  const sort = { 'Node Type': 'Sort', 'Plan Rows': 20_000, 'Plan Width': 900 };
  const limited = plan({ 'Node Type': 'Limit', 'Plan Rows': 10, Plans: [sort] });
  expect(planProblems(limited, 10)).toEqual([{ kind: 'wide_sort', detail: '20000 rows of 900 bytes are sorted' }]);
  expect(planProblems(plan({ ...sort, 'Plan Rows': 10 }), 10)).toEqual([]);
});

it.each([
  null,
  undefined,
  3,
  '[]',
  [],
  [{}],
  [{ Plan: null }],
  [{ Plan: { 'Node Type': 7, Plans: 'x', 'Plan Rows': 'many' } }],
])('says nothing of %p, which is no plan', (value) => {
  expect(planProblems(value, 1)).toEqual([]);
});
