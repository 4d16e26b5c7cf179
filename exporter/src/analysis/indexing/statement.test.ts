import type { Catalog, Column, Index, Table } from './catalog.js';
import { candidateBody } from './ddl.js';
import { readNames, shapeStatements, type Statement, type StatementShape } from './statement.js';
import { printedText, TEXT_LIMIT } from './syntax.js';

const column = (name: string, more: Partial<Column> = {}): Column => ({ name, indexable: true, width: 8, ...more });

const table = (oid: number, name: string, columns: (string | Column)[], more: Partial<Table> = {}): Table => ({
  oid,
  schema: 'public',
  name,
  kind: 'table',
  rows: 100_000,
  sizeBytes: 8_000_000,
  scans: 0,
  writes: { inserted: 0, updated: 0, hotUpdated: 0, deleted: 0 },
  columns: columns.map((item) => (typeof item === 'string' ? column(item) : item)),
  indexes: [],
  foreignKeys: [],
  ...more,
});

const text = column('c', { patternClass: 'text_pattern_ops' });
const catalog: Catalog = {
  datname: 'shop',
  searchPath: ['public'],
  countersSince: 0,
  standbys: 0,
  tables: [
    table(1, 't', ['id', 'a', 'b', text, 'd', column('j', { indexable: false }), column('ts'), 'flag']),
    table(2, 'u', ['id', 't_id', 'x', 'y']),
    table(3, 'v', ['u_id', 'z']),
    table(4, 'small', ['id', 'a'], { rows: 50 }),
    table(5, 'unknown', ['id', 'a'], { rows: -1 }),
    table(6, 'hidden', ['id', 'secret'], { schema: 'off' }),
    table(7, 'twice', ['id'], { schema: 'one' }),
    table(8, 'twice', ['id'], { schema: 'two' }),
    table(9, 'parent', ['id', 'a'], { kind: 'partitioned' }),
    table(10, 'Weird "table', ['a b', 'select']),
    table(11, 't', ['id', 'k'], { schema: 'other' }),
    table(12, 'sized', [
      column('few', { distinct: 3 }),
      column('many', { distinct: -1 }),
      column('wide', { width: 5_000 }),
    ]),
  ],
};

const statement = (sql: string): Statement => ({ id: '1', text: sql, calls: 100, totalMilliseconds: 1, rows: 100 });

async function read(sql: string, from = catalog): Promise<StatementShape | string> {
  const { readable, skipped } = await readNames([statement(sql)]);
  if (skipped[0]) return skipped[0].reason;
  const shaped = await shapeStatements(readable, from);
  return shaped.shapes[0] ?? shaped.skipped[0]!.reason;
}

/** Candidates in short, those that carry columns left out: `t(a,b DESC)`. */
async function candidates(sql: string, from = catalog): Promise<string[]> {
  return (await allCandidates(sql, from)).filter((body) => !body.includes('INCLUDE'));
}

async function allCandidates(sql: string, from = catalog): Promise<string[]> {
  const shape = await read(sql, from);
  if (typeof shape === 'string') return [`skipped: ${shape}`];
  return shape.candidates.map((candidate) =>
    candidateBody(candidate)
      .replaceAll('"public".', '')
      .replaceAll('"', '')
      .replace(' USING btree ', '')
      .replaceAll(', ', ','),
  );
}

describe('candidates of one table', () => {
  it.each([
    ['equality', 'SELECT * FROM t WHERE a = $1', ['t(a)']],
    ['equality before range', 'SELECT * FROM t WHERE b > $2 AND a = $1', ['t(a)', 't(a,b)', 't(b)']],
    ['BETWEEN', 'SELECT * FROM t WHERE ts BETWEEN $1 AND $2', ['t(ts)']],
    ['range with both ends', 'SELECT * FROM t WHERE ts >= $1 AND ts < $2', ['t(ts)']],
    ['a value on the left', 'SELECT * FROM t WHERE $1 = a', ['t(a)']],
    ['a cast value', 'SELECT * FROM t WHERE a = $1::int', ['t(a)']],
    ['a computed value', 'SELECT * FROM t WHERE ts > now() - interval $1', ['t(ts)']],
    ['IN', 'SELECT * FROM t WHERE a IN ($1, $2)', ['t(a)']],
    ['= ANY', 'SELECT * FROM t WHERE a = ANY ($1)', ['t(a)']],
    ['IS NULL', 'SELECT * FROM t WHERE a IS NULL', ['t(a)']],
    ['a boolean column', 'SELECT * FROM t WHERE NOT flag AND a = $1', ['t(a,flag)', 't(a)', 't(flag)']],
    ['a fixed prefix', `SELECT * FROM t WHERE c LIKE 'x%'`, ['t(c text_pattern_ops)']],
    [
      'equality and a prefix',
      `SELECT * FROM t WHERE a = $1 AND c LIKE 'x%'`,
      ['t(a)', 't(a,c text_pattern_ops)', 't(c text_pattern_ops)'],
    ],
    ['a pattern that only the caller knows', 'SELECT * FROM t WHERE c LIKE $1', ['t(c text_pattern_ops)']],
    ['a function of the column', 'SELECT * FROM t WHERE abs(a) = $1', ['t((abs(a)))']],
    ['a cast column', 'SELECT * FROM t q WHERE q.a::text = $1', ['t((a::text))']],
    ['a column computed with', 'SELECT * FROM t WHERE a + 1 > $1', ['t((a + 1))']],
    ['an expression to sort by', 'SELECT * FROM t ORDER BY abs(a) DESC LIMIT 2', ['t((abs(a)) DESC)']],
    ['a partitioned table', 'SELECT * FROM parent WHERE a = $1', ['parent(a)']],
    ['lower()', 'SELECT * FROM t WHERE lower(c) = $1', ['t(lower(c))']],
    ['a sort', 'SELECT * FROM t ORDER BY a DESC, b LIMIT 10', ['t(a DESC,b)']],
    [
      'nulls of a sort',
      'SELECT * FROM t ORDER BY a DESC NULLS LAST, b NULLS FIRST LIMIT 10',
      ['t(a DESC NULLS LAST,b NULLS FIRST)'],
    ],
    [
      'equality before the sort',
      'SELECT * FROM t WHERE a = $1 ORDER BY ts DESC LIMIT 5',
      ['t(a)', 't(a,ts DESC)', 't(ts DESC)'],
    ],
    ['a sort by number', 'SELECT b, a FROM t WHERE d = $1 ORDER BY 2 LIMIT 3', ['t(d)', 't(d,a)', 't(a)']],
    ['a sort by number behind *', 'SELECT * FROM u ORDER BY 3 DESC LIMIT 3', ['u(x DESC)']],
    ['a sort by output name', 'SELECT b AS a FROM t ORDER BY a LIMIT 3', ['t(b)']],
    ['max()', 'SELECT max(ts) FROM t WHERE a = $1', ['t(a)', 't(a,ts)', 't(ts)']],
    ['grouping', 'SELECT a, count(*) FROM t GROUP BY a', ['t(a)']],
    ['row comparison', 'SELECT * FROM t WHERE (a, b) > ($1, $2) ORDER BY a, b LIMIT 5', ['t(a)', 't(a,b)']],
    ['OR, arm by arm', 'SELECT * FROM t WHERE a = $1 OR b = $2', ['t(a)', 't(b)']],
    ['OR in which one arm cannot use an index', 'SELECT * FROM t WHERE a = $1 OR b <> $2', []],
    ['columns by name', 'SELECT * FROM public.t AS q WHERE q.a = $1', ['t(a)']],
    ['DELETE', 'DELETE FROM t WHERE a = $1', ['t(a)']],
    ['UPDATE', 'UPDATE t SET b = $1 WHERE a = $2', ['t(a)']],
    ['FOR UPDATE', 'SELECT id FROM t WHERE a = $1 FOR UPDATE SKIP LOCKED', ['t(a)']],
  ])('%s', async (_, sql, expected) => {
    expect((await candidates(sql)).sort()).toEqual([...expected].sort());
  });

  it.each([
    ['a function of a parameter', 'SELECT * FROM t WHERE coalesce(a, $2) = $1'],
    ['a subquery in an expression', 'SELECT * FROM t WHERE a + (SELECT 1) = $1'],
    ['not equal', 'SELECT * FROM t WHERE a <> $1'],
    ['a pattern without a beginning', `SELECT * FROM t WHERE c LIKE '%x'`],
    ['ILIKE', `SELECT * FROM t WHERE c ILIKE 'x%'`],
    ['columns of the same row', 'SELECT * FROM t WHERE a = b'],
    ['a type without order', 'SELECT * FROM t WHERE j = $1'],
    ['a table that is small', 'SELECT * FROM small WHERE a = $1'],
    ['a table that nobody counted', 'SELECT * FROM unknown WHERE a = $1'],
    ['values too wide for a B-tree', 'SELECT * FROM sized WHERE wide = $1'],
  ])('none for %s', async (_, sql) => {
    expect(await candidates(sql)).toEqual([]);
  });

  it('puts the column with most distinct values first', async () => {
    expect(await candidates('SELECT * FROM sized WHERE few = $1 AND many = $2')).toContain('sized(many,few)');
  });

  it('is at most three columns wide', async () => {
    const found = await candidates('SELECT * FROM t WHERE a = $1 AND b = $2 AND d = $3 AND id = $4 AND ts > $5');
    expect(Math.max(...found.map((body) => body.split(',').length))).toBe(3);
  });

  it('quotes names that need it', async () => {
    const shape = (await read(
      'SELECT * FROM "Weird ""table" WHERE "a b" = $1 ORDER BY "select" LIMIT 1',
    )) as StatementShape;
    expect(shape.candidates.map(candidateBody)).toContain('"public"."Weird ""table" USING btree ("a b", "select")');
  });

  it('leaves out what an index serves already, read backwards too', async () => {
    const key = (name: string, descending: boolean) => ({
      column: name,
      text: name,
      descending,
      nullsFirst: descending,
      operatorClass: '1978 int4_ops',
      collation: '0',
    });
    const index = {
      valid: true,
      method: 'btree',
      included: [],
      keys: [key('a', false), key('b', true)],
    } as unknown as Index;
    const indexed = (more: object): Catalog => ({
      ...catalog,
      tables: [{ ...catalog.tables[0]!, indexes: [{ ...index, ...more }] }],
    });
    const sql = 'SELECT * FROM t ORDER BY a DESC, b LIMIT 5';
    expect(await candidates(sql, indexed({}))).toEqual([]);
    expect(await candidates('SELECT * FROM t ORDER BY a, b LIMIT 5', indexed({}))).toEqual(['t(a,b)']);
    for (const useless of [{ valid: false }, { predicate: '(a > 1)' }, { method: 'hash' }]) {
      expect(await candidates(sql, indexed(useless))).toEqual(['t(a DESC,b)']);
    }
  });
});

describe('names', () => {
  it.each([
    [
      'joins',
      'SELECT * FROM t JOIN u ON u.t_id = t.id WHERE t.a = $1',
      ['t(a)', 't(a,id)', 't(id)', 't(id,a)', 'u(t_id)'],
    ],
    [
      'joins by comma',
      'SELECT * FROM t, u WHERE u.t_id = t.id AND x = $1',
      ['t(id)', 'u(t_id)', 'u(t_id,x)', 'u(x)', 'u(x,t_id)'],
    ],
    ['USING', 'SELECT * FROM u JOIN t USING (id)', ['t(id)', 'u(id)']],
    ['NATURAL JOIN', 'SELECT * FROM u NATURAL JOIN t', ['t(id)', 'u(id)']],
    ['a subquery in FROM', 'SELECT * FROM (SELECT a AS k, b FROM t) s WHERE s.k = $1', ['t(a)']],
    ['a subquery with renamed columns', 'SELECT * FROM (SELECT a, b FROM t) AS s (k, l) WHERE l = $1', ['t(b)']],
    ['a common table expression', 'WITH s AS (SELECT * FROM t) SELECT * FROM s WHERE a = $1', ['t(a)']],
    [
      'IN with a subquery',
      'SELECT * FROM t WHERE id IN (SELECT t_id FROM u WHERE x = $1)',
      ['t(id)', 'u(t_id)', 'u(t_id,x)', 'u(x)', 'u(x,t_id)'],
    ],
    ['EXISTS', 'SELECT 1 FROM t WHERE EXISTS (SELECT 1 FROM u WHERE u.t_id = t.id)', ['t(id)', 'u(t_id)']],
    ['a scalar subquery', 'SELECT (SELECT max(y) FROM u WHERE t_id = t.id) FROM t', ['t(id)', 'u(t_id)', 'u(y)']],
    ['UNION', 'SELECT id FROM t WHERE a = $1 UNION ALL SELECT id FROM u WHERE x = $2', ['t(a)', 'u(x)']],
    ['LATERAL', 'SELECT * FROM t, LATERAL (SELECT * FROM u WHERE u.t_id = t.id) s', ['t(id)', 'u(t_id)']],
    ['INSERT … SELECT', 'INSERT INTO v SELECT id, x FROM u WHERE y = $1', ['u(y)']],
    ['a schema off the search path', 'SELECT * FROM hidden WHERE secret = $1', ['off.hidden(secret)']],
    ['a schema that is named', 'SELECT * FROM other.t WHERE k = $1', ['other.t(k)']],
  ])('%s', async (_, sql, expected) => {
    expect((await candidates(sql)).map((body) => body.replace(/^(off|other)\./, '$1.')).sort()).toEqual(
      [...expected].sort(),
    );
  });

  it('does not push a filter into a query that limits or groups', async () => {
    expect(await candidates('SELECT * FROM (SELECT a, b FROM t LIMIT 5) s WHERE s.a = $1')).toEqual([]);
    expect(await candidates('SELECT * FROM (SELECT d, count(*) AS a FROM t GROUP BY d) s WHERE s.a = $1')).toEqual([
      't(d)',
    ]);
  });

  it('lets a common table expression hide a table of its name', async () => {
    expect(await candidates('WITH t AS (SELECT 1 AS a) SELECT * FROM t WHERE a = $1')).toEqual([
      'skipped: no_known_table',
    ]);
  });

  it('does not guess a column that several tables have', async () => {
    expect(await candidates('SELECT * FROM t, u WHERE id = $1')).toEqual([]);
  });

  it('survives a recursive query', async () => {
    const sql =
      'WITH RECURSIVE r AS (SELECT id FROM u WHERE x = $1 UNION SELECT u.id FROM u JOIN r ON u.t_id = r.id) SELECT * FROM r';
    expect(await candidates(sql)).toContain('u(x)');
  });

  it('lists all relations, also those that are written', async () => {
    const sql = 'WITH d AS (DELETE FROM v RETURNING *) INSERT INTO u SELECT z FROM d JOIN t ON true';
    const { names } = await readNames([statement(sql)]);
    expect(names.sort()).toEqual(['d', 't', 'u', 'v']);
  });
});

describe('what is left out', () => {
  it.each([
    ['no_text', ''],
    ['no_text', '<insufficient privilege>'],
    ['unparsable', 'garbage in'],
    ['unparsable', 'SELECT * FROM t WHERE a = $1 AND ...'],
    ['unparsable', `SELECT 'no end`],
    ['unparsable', 'SELECT \u0000 FROM t'],
    ['several_statements', 'SELECT 1; DROP TABLE t'],
    ['utility', 'BEGIN'],
    ['utility', 'CREATE TABLE x AS SELECT * FROM t'],
    ['utility', 'SELECT * INTO x FROM t'],
    ['no_known_table', 'PREPARE p AS SELECT 1'],
    ['no_known_table', 'SELECT 1'],
    ['no_known_table', 'SELECT * FROM pg_class WHERE oid = $1'],
    ['no_known_table', 'SELECT * FROM elsewhere.public.t'],
    ['ambiguous_table', 'SELECT * FROM twice WHERE id = $1'],
    ['too_long', `SELECT ${'1,'.repeat(TEXT_LIMIT)}1`],
    ['too_deep', `SELECT 1${'+1'.repeat(20_000)}`],
  ])('%s', async (reason, sql) => {
    expect(await read(sql)).toBe(reason);
  });

  it('still reads well after hostile texts', async () => {
    await read(`SELECT ${'('.repeat(40_000)}1`);
    await read(`SELECT 1${'+1'.repeat(20_000)}`);
    expect(
      await candidates(`SELECT * FROM t /* ; DROP TABLE t */ WHERE a = 'x''; --' AND b = E'\\'' AND c = '😀'`),
    ).toContain('t(a,b,c)');
  });

  it('keeps comments and dollar quotes inside one statement', async () => {
    expect(await candidates('SELECT $$;DROP TABLE t$$ FROM t WHERE a = $1 -- ; SELECT')).toEqual(['t(a)']);
  });
});

describe('the shape of a statement', () => {
  it('tells what is written', async () => {
    const shape = (await read('UPDATE t SET a = $1, b = $2 WHERE id = $3')) as StatementShape;
    expect(shape).toMatchObject({ writes: [{ table: 1, kind: 'update', columns: ['a', 'b'] }] });
    expect(shape.texts[0]!.parameters).toEqual([1, 2, 3]);
    const nested = (await read(
      'WITH n AS (INSERT INTO u (x) VALUES ($1) RETURNING id) SELECT * FROM n',
    )) as StatementShape;
    expect(nested.writes).toEqual([{ table: 2, kind: 'insert', columns: ['x'] }]);
  });

  it('gives a text that PREPARE takes where it refuses the normalised one', async () => {
    const sql = 'SELECT extract($1 from ts), date $2 FROM t WHERE ts > now() - interval $3';
    const shape = (await read(sql)) as StatementShape;
    expect(shape.texts).toEqual([{ text: sql, parameters: [1, 2, 3] }]);
    expect(await printedText(sql)).toEqual({
      text: `SELECT EXTRACT(EPOCH FROM ts), CAST($1 AS date) FROM t WHERE ts > (now() - CAST($2 AS interval))`,
      parameters: [2, 3],
    });
    expect(await printedText('SELECT +')).toBeUndefined();
  });

  it.each([['PREPARE p (int) AS SELECT * FROM t WHERE a = $1'], ['DECLARE c CURSOR FOR SELECT * FROM t WHERE a = $1']])(
    'reads the statement inside %s',
    async (sql) => {
      const shape = (await read(sql)) as StatementShape;
      expect(shape.texts).toEqual([{ text: 'SELECT * FROM t WHERE a = $1', parameters: [1] }]);
      expect(await candidates(sql)).toEqual(['t(a)']);
    },
  );

  it('plans for the limit that the calls had, and a pattern like a value of the column', async () => {
    const known = structuredClone(catalog);
    known.tables[0]!.columns.find(({ name }) => name === 'c')!.quartiles = ['a', 'b_%\\d', 'c'];
    const shape = (await read('SELECT * FROM t WHERE a = $3 AND c LIKE $1 LIMIT $2', known)) as StatementShape;
    expect(shape.texts[0]).toEqual({
      text: `SELECT * FROM t WHERE a = $1 AND c LIKE E'b\\\\_\\\\%\\\\\\\\%' LIMIT 1`,
      parameters: [3],
    });
    expect(shape.assumesPrefix).toBe(true);
    expect(shape.candidates.find(({ keys }) => keys[0]!.column === 'c')?.assumption).toContain('LIKE');
  });

  it('survives structured cloning', async () => {
    const shape = await read('SELECT * FROM t JOIN u ON u.t_id = t.id WHERE t.a = $1');
    expect(structuredClone(shape)).toEqual(shape);
  });
});
