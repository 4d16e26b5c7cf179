import { unqualifiedText } from './unqualified.js';

const rewrite = async (text: string, tables: string[]) =>
  (await unqualifiedText({ text, parameters: [] }, tables))?.text;

it.each([
  ['SELECT * FROM public.t WHERE public.t.a = $1', ['t'], 'SELECT * FROM t WHERE t.a = $1'],
  ['SELECT t.a FROM shop.t JOIN u ON u.id = t.id', ['t', 'u'], 'SELECT t.a FROM t JOIN u ON u.id = t.id'],
  ['UPDATE shop.t SET a = 1 WHERE b = 2', ['t'], 'UPDATE t SET a = 1 WHERE b = 2'],
  ['SELECT * FROM "Shop"."T ""x"""', ['T "x"'], 'SELECT * FROM "T ""x"""'],
  ['SELECT * FROM pg_catalog.pg_class', [], 'SELECT * FROM pg_catalog.pg_class'],
])('names the tables of %s without schema', async (text, tables, expected) => {
  expect(await rewrite(text, tables)).toBe(expected);
});

it.each([
  ['two tables of one name', 'SELECT * FROM a.t JOIN b.t u ON true', ['t', 't']],
  ['a CTE of the name of a table', 'WITH t AS (SELECT * FROM public.t) SELECT * FROM t', ['t']],
  ['a text that cannot be read', 'SELECT FROM WHERE', ['t']],
])('gives up on %s', async (_, text, tables) => {
  expect(await rewrite(text, tables)).toBeUndefined();
});
