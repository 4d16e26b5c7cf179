import type { Catalog } from './catalog.js';
import type { ParameterUse } from './roles.js';
import { likelyValues } from './values.js';

const catalog = {
  tables: [
    {
      oid: 1,
      columns: [
        { name: 'state', indexable: true, common: [{ value: 'done', frequency: 0.9 }] },
        { name: 'at', indexable: true, quartiles: ['a', 'm', 'x'] },
        { name: 'unknown', indexable: true },
      ],
    },
  ],
} as unknown as Catalog;

const use = (number: number, column: string, kind: ParameterUse['kind']): ParameterUse => ({
  number,
  table: 1,
  column,
  kind,
});
const uses = [use(1, 'state', 'equal'), use(2, 'at', 'lower'), use(3, 'at', 'upper'), use(4, 'unknown', 'equal')];

it('takes common values and quartiles where nothing was observed', () => {
  expect(likelyValues([1, 2, 3], uses, catalog)).toEqual(['done', 'm', 'x']);
  expect(likelyValues([4], uses, catalog)).toBeUndefined();
  expect(likelyValues([9], uses, catalog)).toBeUndefined();
});

it('takes what was observed for the same column and comparison first', () => {
  const observed = [
    { table: 1, column: 'state', kind: 'equal' as const, value: 'open' },
    { table: 1, column: 'state', kind: 'equal' as const, value: 'late' },
    { table: 2, column: 'at', kind: 'lower' as const, value: 'elsewhere' },
    { table: 1, column: 'at', kind: 'upper' as const, value: 'z' },
    { table: 1, column: 'unknown', kind: 'equal' as const, value: '7' },
  ];
  expect(likelyValues([1, 2, 3, 4], uses, catalog, observed)).toEqual(['open', 'm', 'z', '7']);
});
