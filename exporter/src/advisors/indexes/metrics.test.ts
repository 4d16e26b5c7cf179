import { METRICS } from '@presage/contract/metrics';
import type { Job } from '../advisor.js';
import { analyseIndexes } from './analyse.js';
import type { IndexesConfig } from './config.js';
import type { IndexesFindings } from './findings.js';
import { indexesMetrics, SERIES_A_RECOMMENDATION } from './metrics.js';
import type { DatabaseObservation, IndexesObservation } from './observe.js';

const job = (maximumSeries: number): Job<IndexesConfig> => ({
  advisor: 'indexes',
  target: 'main',
  config: { maximumStatements: 10, minimumCalls: 1, minimumGainRatio: 0, unusedAfter: 60, maximumSeries },
  intervalSeconds: 600,
  timeoutSeconds: 60,
});

/** A database of tables with one unused index each. */
function database(datname: string, tables: number, more: { scans?: number } = {}): DatabaseObservation {
  return {
    datname,
    catalog: {
      datname,
      searchPath: ['public'],
      countersSince: 0,
      standbys: 0,
      tables: Array.from({ length: tables }, (_, oid) => ({
        oid,
        schema: 'public',
        name: `t${oid}`,
        kind: 'table' as const,
        rows: 10,
        sizeBytes: 0,
        scans: 5,
        writes: { inserted: 0, updated: 0, hotUpdated: 0, deleted: 0 },
        columns: [],
        foreignKeys: [],
        indexes: [
          {
            oid: 1_000 + oid,
            name: `i${oid}`,
            method: 'btree',
            keys: [],
            included: [],
            unique: false,
            primary: false,
            constraint: false,
            replicaIdentity: false,
            valid: true,
            building: false,
            partitioned: false,
            scans: more.scans ?? 0,
            sizeBytes: 8_192,
            definition: `CREATE INDEX i${oid} ON t${oid} (a)`,
          },
        ],
      })),
    },
    shapes: [],
    skipped: [
      { id: '1', reason: 'utility' },
      { id: '2', reason: 'utility' },
    ],
    statementsSince: 0,
    whatIf: { planned: [], plans: [], sizes: {}, skipped: [], opinions: [], validated: [], notices: [], answers: {} },
    merged: [],
    texts: {},
    plannerCalls: 0,
    hypothetical: true,
  };
}

const see = (time: number, ...databases: DatabaseObservation[]): IndexesObservation => ({
  time,
  databases,
  failed: [],
});

it('publishes figures of the database and each recommendation, with the labels of the catalogue', () => {
  const findings = analyseIndexes(see(1_000, database('shop', 2)), job(1_000), undefined);
  const { samples, dropped, warmup } = indexesMetrics(findings, job(1_000));
  expect({ dropped, warmup }).toEqual({ dropped: 0, warmup: false });
  const values = (name: string) => samples.filter((sample) => sample.name === name).map(({ value }) => value);
  expect(values('presage_index_statements_skipped')).toEqual([2]);
  expect(values('presage_index_wasted_bytes')).toEqual([16_384, 0, 0, 0]);
  expect(values('presage_recommendation_size_bytes')).toEqual([-8_192, -8_192]);
  expect(values('presage_recommendations')).toEqual([0, 2, 0]);
  for (const { name, labels } of samples) expect(Object.keys(labels).sort()).toEqual([...METRICS[name].labels].sort());
});

it('stays below the cap, counts what it drops and keeps what it showed', () => {
  const cap = 60;
  const before = analyseIndexes(see(1_000, database('shop', 50)), job(cap), undefined);
  const { samples, dropped } = indexesMetrics(before, job(cap));
  expect(samples.length).toBeLessThanOrEqual(cap);
  expect(before.recommendations).toHaveLength(50);
  expect(dropped).toBe((50 - before.published.length) * SERIES_A_RECOMMENDATION);
  const after = analyseIndexes(see(2_000, database('shop', 50)), job(cap), before);
  expect(after.published).toEqual(before.published);
});

it('leaves room for advice when there are many databases', () => {
  const databases = Array.from({ length: 40 }, (_, number) => database(`d${number}`, 1));
  const findings = analyseIndexes(see(1_000, ...databases), job(100), undefined);
  const { samples, dropped } = indexesMetrics(findings, job(100));
  expect(samples.length).toBeLessThanOrEqual(100);
  expect(samples.filter(({ name }) => name === 'presage_recommendation_info').length).toBeGreaterThan(5);
  expect(dropped).toBeGreaterThan(0);
});

it('holds on to a database that cannot be read for a while', () => {
  const before = analyseIndexes(see(1_000, database('shop', 1)), job(1_000), undefined);
  const away: IndexesObservation = { time: 2_000, databases: [], failed: [{ datname: 'shop', message: 'away' }] };
  let findings: IndexesFindings = before;
  for (let run = 0; run < 5; run++) findings = analyseIndexes(away, job(1_000), findings);
  expect(findings.recommendations.map(({ id }) => id)).toEqual(before.recommendations.map(({ id }) => id));
  expect(findings.databases.map(({ datname }) => datname)).toEqual(['shop']);
  expect(findings.failed).toHaveLength(1);
});

it('withdraws an unused index as soon as something scans it', () => {
  const before = analyseIndexes(see(1_000, database('shop', 1)), job(1_000), undefined);
  const after = analyseIndexes(see(2_000, database('shop', 1, { scans: 1 })), job(1_000), before);
  expect(after.recommendations).toEqual([]);
});

it('does not call an index unused that came while it watched', () => {
  const before = analyseIndexes(see(1_000, database('shop', 1)), job(1_000), undefined);
  const findings = analyseIndexes(see(1_030, database('shop', 2)), job(1_000), before);
  expect(findings.recommendations.map(({ labels }) => labels['indexrelname'])).toEqual(['i0']);
  const later = analyseIndexes(see(1_100, database('shop', 2)), job(1_000), findings);
  expect(later.recommendations.map(({ labels }) => labels['indexrelname']).sort()).toEqual(['i0', 'i1']);
});
