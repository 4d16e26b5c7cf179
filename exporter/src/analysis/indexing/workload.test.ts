import type { Candidate } from './candidate.js';
import type { Catalog, Index, Table } from './catalog.js';
import type { StatementShape } from './statement.js';
import { measuredShare, replacedIndexes, selectionProblem, Upkeep } from './workload.js';

const candidate: Candidate = {
  table: 1,
  schema: 'public',
  name: 't',
  method: 'btree',
  keys: [{ column: 'a', text: '"a"', descending: false, nullsFirst: false }],
};

function catalog(rows: number, writes = { inserted: 0, updated: 100, hotUpdated: 75, deleted: 0 }): Catalog {
  return { tables: [{ oid: 1, rows, writes, indexes: [{}, {}], sizeBytes: 100 }] } as unknown as Catalog;
}

const shape = (kind: 'insert' | 'update' | 'delete', columns: string[], table = 1): StatementShape =>
  ({ id: '1', calls: 10, rows: 1_000, writes: [{ table, kind, columns }] }) as unknown as StatementShape;

const maintenanceCost = (of: Candidate, shapes: StatementShape[], from: Catalog) => new Upkeep(shapes, from).of(of);

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

it('charges nothing for deletes and other tables', () => {
  expect(maintenanceCost(candidate, [shape('delete', []), shape('insert', ['a'], 2)], catalog(1_000))).toBe(0);
  expect(maintenanceCost({ ...candidate, table: 9 }, [shape('insert', ['a'])], catalog(1_000))).toBe(0);
});

it('states the problem in numbers', () => {
  const shapes = [{ id: 'q', calls: 7, rows: 0, writes: [], tables: [1] }] as unknown as StatementShape[];
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
        { size: 10, maintenance: (0.02 * 350 * 10) / 100 },
        { size: 20, maintenance: (0.02 * 350 * 20) / 100 },
      ],
      plans: [
        { query: 0, indexes: [1, 0], cost: 5 },
        { query: 0, indexes: [0], cost: 9 },
      ],
    },
  });
});

it('charges a column that is carried or decides which rows are in like a key', () => {
  const insert = maintenanceCost(candidate, [shape('insert', ['a'])], catalog(1_000));
  const update = [shape('update', ['b'])];
  expect(maintenanceCost({ ...candidate, included: ['b'] }, update, catalog(1_000))).toBeCloseTo(insert * 3);
  const predicate = { text: '"b" IS NULL', column: 'b' };
  expect(maintenanceCost({ ...candidate, predicate }, update, catalog(1_000))).toBeCloseTo(insert * 3);
});

describe('what a candidate replaces', () => {
  const key = (column: string) => ({
    column,
    text: column,
    descending: false,
    nullsFirst: false,
    operatorClass: '1 int4_ops',
    collation: '0',
  });
  const index = (name: string, columns: string[], more: object = {}) =>
    ({ name, method: 'btree', valid: true, keys: columns.map(key), included: [], ...more }) as unknown as Index;
  const wide = {
    ...candidate,
    keys: ['a', 'b'].map((column) => ({ ...candidate.keys[0]!, column, text: `"${column}"` })),
  };
  const replaced = (...indexes: Index[]) =>
    replacedIndexes(wide, { indexes } as unknown as Table).map(({ name }) => name);

  it('is an index on its first keys', () => {
    expect(replaced(index('a', ['a']), index('b', ['b']), index('abc', ['a', 'b', 'c']))).toEqual(['a']);
  });

  it('is never one that must stay, holds some rows only or carries more', () => {
    expect(
      replaced(
        index('unique', ['a'], { unique: true }),
        index('primary', ['a'], { primary: true }),
        index('constraint', ['a'], { constraint: true }),
        index('identity', ['a'], { replicaIdentity: true }),
        index('partial', ['a'], { predicate: '(b > 1)' }),
        index('carrying', ['a'], { included: ['z'] }),
        index('hash', ['a'], { method: 'hash' }),
      ),
    ).toEqual([]);
  });
});

it('measures an index by less than the whole cost where that is spread over many statements', () => {
  const even = (count: number) => Array.from({ length: count }, () => ({ frequency: 2, cost: 10 }));
  expect(measuredShare(even(20))).toBe(1);
  expect(measuredShare(even(5_000))).toBeCloseTo(50 / 5_000);
  expect(measuredShare([{ frequency: 1, cost: 1e9 }, ...even(5_000)])).toBe(1);
  expect(measuredShare([])).toBe(1);
  expect(measuredShare([{ frequency: 0, cost: 1 }])).toBe(1);
});
