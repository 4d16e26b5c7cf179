import type { Candidate } from './candidates.js';
import type { Catalog } from './catalog.js';
import type { StatementShape } from './statement.js';
import { maintenanceCost, selectionProblem } from './workload.js';

const candidate: Candidate = {
  table: 1,
  schema: 'public',
  name: 't',
  keys: [{ column: 'a', text: '"a"', descending: false, nullsFirst: false }],
};

function catalog(rows: number, writes = { inserted: 0, updated: 100, hotUpdated: 75, deleted: 0 }): Catalog {
  return { tables: [{ oid: 1, rows, writes, indexes: [{}, {}] }] } as unknown as Catalog;
}

const shape = (kind: 'insert' | 'update' | 'delete', columns: string[], table = 1): StatementShape =>
  ({ id: '1', calls: 10, rows: 1_000, writes: [{ table, kind, columns }] }) as unknown as StatementShape;

it('charges one entry for each inserted row, more in a larger index', () => {
  const small = maintenanceCost(candidate, [shape('insert', ['a'])], catalog(1_000));
  const large = maintenanceCost(candidate, [shape('insert', ['a'])], catalog(100_000_000));
  expect(small / 1_000).toBeGreaterThan(0.1);
  expect(large).toBeGreaterThan(small);
  expect(large / 1_000).toBeLessThan(5);
});

it('charges updates by the share that is not HOT, and all indexes when a key column changes', () => {
  const insert = maintenanceCost(candidate, [shape('insert', ['a'])], catalog(1_000));
  expect(maintenanceCost(candidate, [shape('update', ['b'])], catalog(1_000))).toBeCloseTo(insert * 0.25);
  expect(maintenanceCost(candidate, [shape('update', ['a'])], catalog(1_000))).toBeCloseTo(insert * 3);
});

it('charges nothing for deletes, other tables and unknown candidates', () => {
  expect(maintenanceCost(candidate, [shape('delete', []), shape('insert', ['a'], 2)], catalog(1_000))).toBe(0);
  expect(maintenanceCost(undefined, [shape('insert', ['a'])], catalog(1_000))).toBe(0);
});

it('states the problem in numbers', () => {
  const shapes = [{ id: 'q', calls: 7, rows: 0, writes: [] }] as unknown as StatementShape[];
  const costs = {
    planned: [{ id: 'q', cost: 50 }],
    plans: [
      { id: 'q', candidates: ['y', 'x'], cost: 5 },
      { id: 'q', candidates: ['x'], cost: 9 },
    ],
    sizes: { x: 10, y: 20 },
  };
  expect(selectionProblem(costs, shapes, catalog(1_000), new Map())).toEqual({
    indexTexts: ['x', 'y'],
    problem: {
      queries: [{ frequency: 7, cost: 50 }],
      indexes: [
        { size: 10, maintenance: 0 },
        { size: 20, maintenance: 0 },
      ],
      plans: [
        { query: 0, indexes: [1, 0], cost: 5 },
        { query: 0, indexes: [0], cost: 9 },
      ],
    },
  });
});
