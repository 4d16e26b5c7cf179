import type { Candidate } from './candidate.js';
import type { Table } from './catalog.js';
import { cautiousCost, estimatedCost, estimatedSize } from './estimate.js';
import type { PlanSummary } from './plan.js';

const table = {
  name: 't',
  rows: 100_000,
  sizeBytes: 80_000_000,
  columns: [{ name: 'c', indexable: false, width: 60 }],
} as unknown as Table;
const gin = { table: 1, name: 't', method: 'gin', keys: [{ column: 'c', text: '"c"' }] } as unknown as Candidate;

const plan = (rows: number, more: Partial<PlanSummary> = {}): PlanSummary => ({
  totalCost: 12_000,
  indexes: [],
  sequentialScans: ['t'],
  scans: [{ table: 't', cost: 11_000, rows, sortCost: 500 }],
  walks: [],
  ...more,
});

it('prices few rows low, and never more than the scan that it replaces', () => {
  const [few, many] = [estimatedCost(plan(10), gin, table)!, estimatedCost(plan(90_000), gin, table)!];
  expect(few).toBeLessThan(1_200);
  expect(many).toBeGreaterThan(few);
  expect(many).toBeLessThanOrEqual(12_000);
});

it('replaces the sort too where an index returns the nearest first', () => {
  const hnsw = { ...gin, method: 'hnsw' } as Candidate;
  expect(estimatedCost(plan(100_000), hnsw, table)).toBeLessThan(1_000);
});

it('says nothing of a plan that does not read the whole table', () => {
  expect(estimatedCost(plan(10, { scans: [] }), gin, table)).toBeUndefined();
});

it('finds the scan of a partition', () => {
  const parts = { ...table, name: 'parent', partitions: [{ schema: 'public', name: 't' }] };
  expect(estimatedCost(plan(10), { ...gin, name: 'parent' }, parts)).toBeLessThan(1_200);
});

it('charges a page for each row that a walk visits', () => {
  const walk = plan(0, { totalCost: 110, walks: [{ table: 't', share: 0.03 }] });
  expect(cautiousCost(walk, [table])).toBe(3_000);
  expect(cautiousCost({ ...walk, totalCost: 5_000 }, [table])).toBe(5_000);
  expect(cautiousCost(plan(0), [table])).toBe(12_000);
});

it('takes wider columns and trigrams for larger', () => {
  const trigrams = { ...gin, keys: [{ ...gin.keys[0]!, operatorClass: 'gin_trgm_ops' }] };
  expect(estimatedSize(trigrams, table)).toBeGreaterThan(estimatedSize(gin, table));
  expect(estimatedSize({ ...gin, method: 'brin' }, table)).toBeLessThan(100_000);
  expect(estimatedSize({ ...gin, method: 'btree' }, table)).toBeGreaterThan(100_000 * 60);
});
