import { parseStatement } from '../indexing/syntax.js';
import { textProblems, type KnownColumn } from './text-problems.js';

const COLUMNS: KnownColumn[] = [
  { table: 'orders', column: 'id', type: 'int4', indexed: true },
  { table: 'orders', column: 'placed', type: 'timestamp', indexed: true },
  { table: 'orders', column: 'paid', type: 'timestamptz', indexed: true },
  { table: 'orders', column: 'note', type: 'text', indexed: false },
  { table: 'lines', column: 'id', type: 'int4', indexed: true },
];

async function read(sql: string, rows = 1) {
  const parsed = await parseStatement(sql);
  if ('skip' in parsed) throw new Error(parsed.skip);
  return textProblems(parsed.node, COLUMNS, rows);
}

it.each([
  ['SELECT id FROM orders WHERE id = $1', []],
  ['SELECT id FROM orders ORDER BY id LIMIT $1 OFFSET $2', [{ kind: 'offset', part: 'OFFSET $2' }]],
  ['SELECT id FROM orders WHERE id::text = $1', [{ kind: 'cast_on_column', part: 'id::text = $1' }]],
  ['SELECT id FROM orders WHERE abs(id) > $1', [{ kind: 'function_on_column', part: 'abs(id) > $1' }]],
  [
    'SELECT id FROM orders o WHERE coalesce(o.id, $1) = $2',
    [{ kind: 'function_on_column', part: '(COALESCE(o.id, $1)) = $2' }],
  ],
  ['SELECT id FROM orders WHERE upper(note) = $1', []],
  ['SELECT id FROM elsewhere WHERE id::text = $1', []],
  // two tables have the column
  ['SELECT 1 FROM orders, lines WHERE abs(id) = $1', []],
  ['SELECT id FROM orders WHERE id = abs($1)', []],
  ['SELECT count(*) FROM orders WHERE paid::date = $1', [{ kind: 'day_of_column', part: 'paid::date = $1' }]],
])('%s', async (sql, expected) => {
  expect(await read(sql)).toEqual(expected);
});

it('says the same with a range that the index serves', async () => {
  const [problem] = await read('SELECT id FROM orders WHERE note = $1 AND placed::date = $2');
  expect(problem!.rewrite).toBe(
    'SELECT id FROM orders WHERE note = $1 AND (placed >= CAST($2 AS date) AND placed < (CAST($2 AS date) + 1))',
  );
  const [called] = await read('SELECT id FROM orders WHERE date(placed) = $1::date OR note = $2');
  expect(called!.rewrite).toBe(
    'SELECT id FROM orders WHERE (placed >= CAST($1 AS date) AND placed < (CAST($1 AS date) + 1)) OR note = $2',
  );
});

it('rewrites no comparison that it is not sure of', async () => {
  for (const condition of ['placed::date <> $1', 'placed::date > $1', 'placed::date = note::date']) {
    expect((await read(`SELECT id FROM orders WHERE ${condition}`))[0]!.rewrite).toBeUndefined();
  }
});

it('finds lists without an end by the rows that come', async () => {
  expect(await read('SELECT id FROM orders', 20_000)).toEqual([{ kind: 'unbounded', part: 'no LIMIT' }]);
  expect(await read('SELECT id FROM orders LIMIT $1', 20_000)).toEqual([]);
  expect(await read('SELECT generate_series($1, $2)', 20_000)).toEqual([]);
});
