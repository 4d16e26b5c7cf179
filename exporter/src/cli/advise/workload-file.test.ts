import fc from 'fast-check';
import { parseWorkload } from './workload-file.js';

it('splits at semicolons outside of strings, names and comments', () => {
  const texts = parseWorkload(`SELECT ';' ; SELECT ";" FROM t -- ; no
    ; /* ; */ SELECT $$;$$; SELECT $a$ $$ ; $a$; SELECT 'it''s;'`).map(({ text }) => text);
  expect(texts).toEqual([
    `SELECT ';'`,
    `SELECT ";" FROM t -- ; no`,
    'SELECT $$;$$',
    'SELECT $a$ $$ ; $a$',
    `SELECT 'it''s;'`,
  ]);
});

it('counts the same text together, and as often as a comment says', () => {
  expect(parseWorkload(`-- calls: 120\nSELECT 1;\nSELECT 2;\n\nSELECT 2;\n-- only a comment\n`)).toMatchObject([
    { id: 'q1', text: 'SELECT 1', calls: 120, rows: 120 },
    { id: 'q2', text: 'SELECT 2', calls: 2, rows: 2 },
  ]);
});

it('takes any text without loss of what stands between semicolons', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      for (const { text: part, calls } of parseWorkload(text)) {
        expect(text).toContain(part);
        expect(calls).toBeGreaterThan(0);
      }
    }),
  );
});

it('is fast on text that never ends a quote', () => {
  expect(parseWorkload(`SELECT '${'a'.repeat(200_000)}; SELECT 2`)).toHaveLength(2);
});

it('reads strings, dollar quotes, nested comments and commands of psql as PostgreSQL and psql do', () => {
  const texts = (sql: string) => parseWorkload(sql).map(({ text }) => text);
  expect(
    texts(String.raw`SELECT 'C:\'; SELECT E'it\'s; "x"'; SELECT $tag$ ; $x$ ; $tag$; SELECT $1; SELECT $2`),
  ).toEqual([
    String.raw`SELECT 'C:\'`,
    String.raw`SELECT E'it\'s; "x"'`,
    'SELECT $tag$ ; $x$ ; $tag$',
    'SELECT $1',
    'SELECT $2',
  ]);
  expect(texts('/* a; /* b; */ c; */ SELECT 1; -- d;\n/**/SELECT /* e; /* f */ */ 2')).toEqual([
    'SELECT 1',
    'SELECT /* e; /* f */ */ 2',
  ]);
  expect(texts('\\set x 1\nSELECT 1;\r\n  \\timing\r\nSELECT 2;;')).toEqual(['SELECT 1', 'SELECT 2']);
  expect(texts('SELECT 1; /* never ends; SELECT 2')).toEqual(['SELECT 1']);
});
