import type { Candidate } from './candidate.js';
import type { Table } from './catalog.js';
import { cautiousCost, costWithScan, estimatedCost, estimatedSize, extrapolate, extrapolateSize } from './estimate.js';
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
  reads: [],
  ...more,
});

it('prices few rows low, and never more than the scan that it replaces', () => {
  const [few, many] = [estimatedCost(plan(10), gin, table)!.cost, estimatedCost(plan(90_000), gin, table)!.cost];
  expect(few).toBeLessThan(1_200);
  expect(many).toBeGreaterThan(few);
  expect(many).toBeLessThanOrEqual(12_000);
});

it('replaces the sort too where an index returns the nearest first', () => {
  const hnsw = { ...gin, method: 'hnsw' } as Candidate;
  expect(estimatedCost(plan(100_000), hnsw, table)?.cost).toBeLessThan(1_000);
});

it('says nothing of a plan that does not read the whole table', () => {
  expect(estimatedCost(plan(10, { scans: [] }), gin, table)).toBeUndefined();
});

it('finds the scan of a partition', () => {
  const parts = { ...table, name: 'parent', partitions: [{ schema: 'public', name: 't' }] };
  expect(estimatedCost(plan(10), { ...gin, name: 'parent' }, parts)?.cost).toBeLessThan(1_200);
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

it('scales what was measured on two samples to the whole table', () => {
  const half = { rows: 500, value: 30 };
  expect(extrapolate({ half, full: { rows: 1_000, value: 50 } }, 10_000)).toBeCloseTo(50 + 9_000 * 0.04);
  // what stays the same on both does not grow
  expect(extrapolate({ half: { rows: 500, value: 50 }, full: { rows: 1_000, value: 50 } }, 1e6)).toBe(50);
  expect(extrapolate({ full: { rows: 1_000, value: 50 } }, 10_000)).toBe(500);
  // the sample was the whole table
  expect(extrapolate({ half, full: { rows: 1_000, value: 50 } }, 900)).toBe(50);
});

it('never makes a statement dearer by an index that it need not use', () => {
  expect(costWithScan(1_000, 800, 100)).toBe(300);
  expect(costWithScan(1_000, 800, 5_000)).toBe(1_000);
});

it('lets an index grow as it grew between the samples', () => {
  const full = { rows: 1_000, value: 80 };
  expect(extrapolateSize({ half: { rows: 500, value: 40 }, full }, 100_000)).toBeCloseTo(8_000);
  expect(extrapolateSize({ half: { rows: 500, value: 80 }, full }, 100_000)).toBeCloseTo(80);
  expect(extrapolateSize({ half: { rows: 250, value: 40 }, full }, 100_000)).toBeCloseTo(800);
  expect(extrapolateSize({ full }, 100_000)).toBe(8_000);
  expect(extrapolateSize({ half: { rows: 0, value: 8 }, full }, 500)).toBe(80);
});
