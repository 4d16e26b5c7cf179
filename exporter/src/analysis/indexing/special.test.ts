import { candidatesFor } from './candidates.js';
import type { Column, Table } from './catalog.js';
import { candidateBody } from './ddl.js';
import { columnTerm, newAccess } from './roles.js';

const table = (column: Partial<Column>, more: Partial<Table> = {}): Table => ({
  oid: 1,
  schema: 'public',
  name: 't',
  kind: 'table',
  rows: 100_000,
  sizeBytes: 50_000_000,
  scans: 0,
  writes: { inserted: 0, updated: 0, hotUpdated: 0, deleted: 0 },
  columns: [{ name: 'c', indexable: false, ...column }],
  indexes: [],
  foreignKeys: [],
  ...more,
});

function bodies(on: Table, operators: string[], extensions: Record<string, string> = {}): string[] {
  const access = newAccess(on);
  access.everything = true;
  access.operators = operators.map((operator) => ({ term: columnTerm(on.columns[0]!), operator }));
  return candidatesFor(access, extensions).map((candidate) =>
    candidateBody(candidate).replace('"public"."t" USING ', '').replaceAll('"', ''),
  );
}

it.each([
  ['containment of jsonb', { type: 'jsonb' }, ['@>'], 'gin (c jsonb_path_ops)'],
  ['a path of jsonb', { type: 'jsonb' }, ['@?'], 'gin (c jsonb_path_ops)'],
  ['keys of jsonb', { type: 'jsonb' }, ['@>', '?'], 'gin (c)'],
  ['arrays', { type: '_int4', category: 'A' }, ['&&'], 'gin (c)'],
  ['full text', { type: 'tsvector' }, ['@@'], 'gin (c)'],
  ['hstore', { type: 'hstore' }, ['?'], 'gin (c)'],
  ['ranges', { type: 'int4range', category: 'R' }, ['@>'], 'gist (c)'],
  ['geometry', { type: 'geometry' }, ['&&'], 'gist (c)'],
  ['nearest points', { type: 'point', category: 'G' }, ['<->'], 'gist (c)'],
  ['networks', { type: 'inet' }, ['<<'], 'gist (c inet_ops)'],
  ['parts of a text', { type: 'text', category: 'S' }, ['~~*'], 'gin (c gin_trgm_ops)'],
])('%s', (_, column, operators, expected) => {
  expect(bodies(table(column), operators)).toEqual([expected]);
});

it.each([
  ['a comparison that no class serves', { type: 'jsonb' }, ['~~']],
  ['an unknown type', { type: 'money' }, ['@>']],
  ['a vector of too many dimensions', { type: 'vector', dimensions: 3_000 }, ['<->']],
])('none for %s', (_, column, operators) => {
  expect(bodies(table(column), operators)).toEqual([]);
});

it('says which extension trigrams need', () => {
  const access = newAccess(table({ type: 'text', category: 'S' }));
  access.operators = [{ term: columnTerm(access.table.columns[0]!), operator: '~~' }];
  expect(candidatesFor(access, {})[0]?.extension).toBe('pg_trgm');
  expect(candidatesFor(access, { pg_trgm: '1.6' })[0]?.extension).toBeUndefined();
});

it('takes HNSW where pgvector has it, else lists by the size of the table', () => {
  const vector = { type: 'vector', dimensions: 384 };
  expect(bodies(table(vector), ['<=>'], { vector: '0.7.0' })).toEqual([
    'hnsw (c vector_cosine_ops) WITH (m = 16, ef_construction = 64)',
  ]);
  expect(bodies(table(vector), ['<->'], { vector: '0.4.4' })).toEqual(['ivfflat (c vector_l2_ops) WITH (lists = 100)']);
  expect(bodies(table(vector, { rows: 4_000_000 }), ['<#>'], { vector: '0.4.4' })).toEqual([
    'ivfflat (c vector_ip_ops) WITH (lists = 2000)',
  ]);
});
