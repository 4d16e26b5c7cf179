import fc from 'fast-check';
import { parse } from 'libpg-query';
import type { Candidate } from './candidate.js';
import { candidateBody, createStatement, dropStatement, indexName } from './ddl.js';
import { quoteIdentifier } from './quote.js';

const candidate = (name: string, ...columns: string[]): Candidate => ({
  table: 1,
  schema: 'public',
  name,
  method: 'btree',
  keys: columns.map((column) => ({ column, text: quoteIdentifier(column), descending: false, nullsFirst: false })),
});

it('says only the directions that differ from the default', () => {
  const keys = [
    { descending: false, nullsFirst: false },
    { descending: false, nullsFirst: true },
    { descending: true, nullsFirst: true },
    { descending: true, nullsFirst: false },
  ].map((direction) => ({ column: 'a', text: '"a"', ...direction }));
  expect(candidateBody({ ...candidate('t'), keys })).toBe(
    '"public"."t" USING btree ("a", "a" NULLS FIRST, "a" DESC, "a" DESC NULLS LAST)',
  );
});

it('names an index after its table and columns', () => {
  expect(indexName(candidate('orders', 'a', 'b'), new Set())).toBe('orders_a_b_idx');
});

it('gives another name when that one is taken, the same each time', () => {
  const taken = new Set(['orders_a_idx']);
  const name = indexName(candidate('orders', 'a'), taken);
  expect(name).toMatch(/^orders_a_[0-9a-f]{8}_idx$/);
  expect(indexName(candidate('orders', 'a'), taken)).toBe(name);
});

it('keeps any names within 63 bytes, and apart', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 1 }),
      fc.string({ unit: 'grapheme', minLength: 1 }),
      (table, column) => {
        const name = indexName(candidate(table, column), new Set());
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63);
      },
    ),
  );
  const long = 'x'.repeat(63);
  expect(indexName(candidate(long, 'a'), new Set())).not.toBe(indexName(candidate(long, 'b'), new Set()));
  expect(indexName(candidate('é'.repeat(40), 'a'), new Set())).toMatch(/^é{25}_[0-9a-f]{8}_idx$/);
});

it('makes one statement of any names, which reads them back unchanged', async () => {
  const names = fc.string({ unit: 'binary', minLength: 1 }).filter((name) => !name.includes('\0'));
  await fc.assert(
    fc.asyncProperty(names, names, names, async (table, column, index) => {
      const { stmts } = await parse(createStatement(candidate(table, column), index));
      expect(stmts).toHaveLength(1);
      expect(stmts![0]!.stmt).toMatchObject({
        IndexStmt: {
          idxname: index,
          relation: { relname: table, schemaname: 'public' },
          indexParams: [{ IndexElem: { name: column } }],
          concurrent: true,
        },
      });
      expect((await parse(dropStatement({ schema: table, name: index }))).stmts).toHaveLength(1);
    }),
    { numRuns: 60 },
  );
}, 30_000);
