import type { ForeignKey, Table } from '../indexing/catalog.js';
import { TableIndex } from '../indexing/scope.js';
import { parseStatement } from '../indexing/syntax.js';
import { readTableUse } from './lookup.js';
import { describeNPlusOne, findNPlusOne, type CountedStatement } from './n-plus-one.js';

const ITEMS_OF_ORDERS: ForeignKey = { columns: ['order_id'], referencedTable: 1, referencedColumns: ['id'] };

function tablesWith(foreignKeys: ForeignKey[]): Table[] {
  const table = (oid: number, name: string, columns: string[], keys: ForeignKey[] = []): Table => ({
    oid,
    schema: 'public',
    name,
    kind: 'table',
    rows: 10_000,
    sizeBytes: 0,
    scans: 0,
    writes: { inserted: 0, updated: 0, hotUpdated: 0, deleted: 0 },
    columns: columns.map((column) => ({ name: column, indexable: true })),
    indexes: [],
    foreignKeys: keys,
  });
  return [
    table(1, 'orders', ['id', 'customer_id', 'created_at']),
    table(2, 'order_items', ['order_id', 'product_id', 'quantity'], foreignKeys),
    table(3, 'products', ['id', 'name', 'category_id']),
    table(4, 'categories', ['id', 'name']),
    table(5, 'log', ['id', 'line']),
  ];
}

type Line = [text: string, calls: number, rows: number];

async function countedOf(lines: Line[], tables: Table[]): Promise<CountedStatement[]> {
  const index = new TableIndex({ datname: 'shop', searchPath: ['public'], tables });
  const unused = { blocksRead: 0, temporaryBlocks: 0 };
  return Promise.all(
    lines.map(async ([text, calls, rows], id) => {
      const parsed = await parseStatement(text);
      if ('skip' in parsed) throw new Error(parsed.skip);
      const use = readTableUse(parsed.node, index)!;
      return { ...unused, id: String(id), text, calls, rows, milliseconds: calls, use };
    }),
  );
}

async function find(lines: Line[], foreignKeys: ForeignKey[] = []) {
  const tables = tablesWith(foreignKeys);
  return findNPlusOne(await countedOf(lines, tables), tables);
}

const LIST: Line = ['SELECT id FROM orders WHERE customer_id = $1 ORDER BY created_at DESC LIMIT 20', 100, 2_000];
const ITEMS = 'SELECT quantity FROM order_items WHERE order_id = $1';

it('finds the lookup that runs once for each row of a list', async () => {
  const [found, ...more] = await find([LIST, [ITEMS, 2_000, 4_000]], [ITEMS_OF_ORDERS]);
  expect(more).toEqual([]);
  expect(found).toMatchObject({ link: 'foreign key', callsPerParent: 20, callsPerRow: 1, confidence: 0.75 });
  expect(found!.lookup.batched).toBe('SELECT order_id, quantity FROM order_items WHERE order_id = ANY ($1)');
  expect(describeNPlusOne(found!)).toContain('ran 2000 times, 20 times for each call');
});

it('finds it by names too, with less confidence, and says so', async () => {
  const [found] = await find([LIST, [ITEMS, 2_000, 4_000]]);
  expect(found).toMatchObject({ link: 'name', confidence: 0.65 });
  expect(describeNPlusOne(found!)).toContain('No foreign key');
});

it('finds a lookup that joins', async () => {
  const joined = `SELECT p.name, i.quantity FROM order_items i JOIN products p ON p.id = i.product_id WHERE i.order_id = $1`;
  const [found] = await find([LIST, [joined, 2_100, 4_200]]);
  expect(found!.table.name).toBe('order_items');
  expect(found!.lookup.batched).toBe(
    'SELECT i.order_id, p.name, i.quantity FROM order_items AS i JOIN products AS p ON p.id = i.product_id WHERE i.order_id = ANY ($1)',
  );
});

it('finds the lookup of what each row refers to', async () => {
  const products: Line = ['SELECT id, category_id FROM products WHERE name > $1 LIMIT 50', 100, 5_000];
  const [found] = await find([products, ['SELECT name FROM categories WHERE id = $1', 5_000, 5_000]]);
  expect(found).toMatchObject({ link: 'name', callsPerRow: 1 });
});

it('shows no batch where the limit of each call would get lost', async () => {
  const [found] = await find([LIST, [`${ITEMS} ORDER BY quantity LIMIT 1`, 2_000, 2_000]]);
  expect(found!.lookup.batched).toBeUndefined();
});

it('keeps all columns of *', async () => {
  const [found] = await find([LIST, ['SELECT * FROM order_items WHERE order_id = $1', 2_000, 4_000]]);
  expect(found!.lookup.batched).toBe('SELECT * FROM order_items WHERE order_id = ANY ($1)');
});

it.each<[string, Line[]]>([
  ['a lookup without a list', [[ITEMS, 2_000, 4_000]]],
  ['few lookups for each list', [LIST, [ITEMS, 900, 900]]],
  ['more lookups than rows of any list', [LIST, [ITEMS, 5_000, 5_000]]],
  [
    'fewer lookups than rows of any list',
    [
      ['SELECT id FROM orders WHERE customer_id = $1', 100, 9_000],
      [ITEMS, 2_000, 2_000],
    ],
  ],
  [
    'a lookup that is a drop in the sea',
    [LIST, [ITEMS, 2_000, 4_000], ['SELECT line FROM log WHERE id = $1', 90_000, 90_000]],
  ],
  ['lookups that return lists', [LIST, [ITEMS, 2_000, 200_000]]],
  ['tables that nothing joins', [LIST, ['SELECT line FROM log WHERE id = $1', 2_000, 2_000]]],
  ['a range', [LIST, ['SELECT quantity FROM order_items WHERE order_id > $1', 2_000, 2_000]]],
  [
    'two conditions',
    [LIST, ['SELECT quantity FROM order_items WHERE order_id = $1 AND product_id = $2', 2_000, 2_000]],
  ],
  ['what asks for many at once', [LIST, ['SELECT quantity FROM order_items WHERE order_id = ANY ($1)', 2_000, 2_000]]],
  ['aggregates', [LIST, ['SELECT product_id, count(*) FROM order_items WHERE order_id = $1 GROUP BY 1', 2_000, 2_000]]],
  ['writes', [LIST, ['DELETE FROM order_items WHERE order_id = $1', 2_000, 2_000]]],
])('is silent about %s', async (_, lines) => {
  expect(await find(lines, [ITEMS_OF_ORDERS])).toEqual([]);
});

it('says nothing of no statements', async () => {
  expect(await find([])).toEqual([]);
});
