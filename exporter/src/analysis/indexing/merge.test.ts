import fc from 'fast-check';
import type { Candidate } from './candidate.js';
import { candidateBody } from './ddl.js';
import { mergedCandidates } from './merge.js';

const candidate = (...columns: string[]): Candidate => ({
  table: 1,
  schema: 'public',
  name: 't',
  method: 'btree',
  keys: columns.map((column) => ({ column, text: `"${column}"`, descending: false, nullsFirst: false })),
});

const merged = (candidates: Candidate[], equal: string[][] = [], width = 3): string[] => {
  const sets = equal.map((columns) => new Set(columns.map((column) => `"${column}"`)));
  return mergedCandidates(candidates, sets, width).map(({ keys }) => keys.map(({ column }) => column).join());
};

it('begins a set of equalities with what another statement needs', () => {
  expect(merged([candidate('a', 'b', 'c'), candidate('b')], [['a', 'b', 'c']])).toEqual(['b,a,c']);
});

it('continues an index by one that begins alike', () => {
  expect(merged([candidate('a', 'b'), candidate('a', 'c')]).sort()).toEqual(['a,b,c', 'a,c,b']);
});

it('leaves apart what has nothing in common, other tables, and forms of a part of the rows', () => {
  expect(merged([candidate('a'), candidate('b')])).toEqual([]);
  expect(merged([candidate('a', 'b'), { ...candidate('a', 'c'), table: 2 }])).toEqual([]);
  expect(merged([candidate('a', 'b'), { ...candidate('a', 'c'), predicate: { text: '"x"', column: 'x' } }])).toEqual(
    [],
  );
});

it('keeps to the width, repeats no column and nothing that is there', () => {
  const columns = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(fc.array(columns, { maxLength: 6 }), fc.array(columns, { maxLength: 3 }), (lists, equal) => {
      const given = lists.map((list) => candidate(...list));
      const bodies = new Set(given.map(candidateBody));
      const sets = equal.map((list) => new Set(list.map((column) => `"${column}"`)));
      for (const found of mergedCandidates(given, sets, 3)) {
        expect(found.keys.length).toBeLessThanOrEqual(3);
        expect(new Set(found.keys.map(({ column }) => column)).size).toBe(found.keys.length);
        expect(bodies.has(candidateBody(found))).toBe(false);
      }
    }),
  );
});
