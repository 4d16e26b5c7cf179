import { bytesText, countText, spanText } from './advice.js';
import { adviseBloat, bloatBytes } from './bloat.js';
import { adviseForeignKey, type UnindexedForeignKey } from './foreign-keys.js';
import { advisePartitioning } from './partitioning.js';
import { adviseSequence, secondsLeft, usedShare, type SequenceState } from './sequences.js';
import { adviseSettings, type ServerState } from './settings.js';
import type { AutovacuumSettings, HorizonHolder, TableState } from './table-state.js';
import { adviseFreeze, TRANSACTION_ID_LIMIT, transactionIdsLeft } from './transaction-ids.js';
import { adviseAnalyze, adviseVacuum } from './vacuum.js';

const DEFAULTS: AutovacuumSettings = {
  enabled: true,
  vacuumThreshold: 50,
  vacuumScaleFactor: 0.2,
  analyzeThreshold: 50,
  analyzeScaleFactor: 0.1,
  freezeMaximumAge: 200_000_000,
};
const MEGABYTE = 1024 * 1024;

function table(changes: Partial<TableState> = {}): TableState {
  return {
    oid: 1,
    schema: 'public',
    name: 'orders',
    rows: 100_000,
    deadRows: 0,
    modifiedRows: 0,
    sizeBytes: 10 * MEGABYTE,
    lastVacuum: 0,
    lastAnalyze: 0,
    vacuuming: false,
    writes: { inserted: 0, updated: 0, deleted: 0 },
    blocks: { hit: 0, read: 0 },
    transactionAge: 1_000,
    options: {},
    ...changes,
  };
}

describe('vacuum', () => {
  const advise = (changes: Partial<TableState>, holder?: HorizonHolder) =>
    adviseVacuum(table(changes), DEFAULTS, holder, 0);

  it('is content up to twice the threshold of autovacuum', () => {
    expect(advise({ deadRows: 40_000 })).toBeUndefined();
    expect(advise({ deadRows: 41_000 })).toMatchObject({
      action: 'run_maintenance',
      change: 'VACUUM (ANALYZE) "public"."orders";',
    });
  });

  it('goes by the parameters of the table', () => {
    const options = { autovacuum_vacuum_scale_factor: '0.5' };
    expect(advise({ deadRows: 41_000, options })).toBeUndefined();
  });

  it('names what keeps the rows', () => {
    const holder: HorizonHolder = { kind: 'replication slot', name: "it's old", age: 5_000_000 };
    expect(advise({ deadRows: 41_000 }, holder)).toMatchObject({
      change: `SELECT pg_drop_replication_slot('it''s old');`,
    });
    expect(advise({ deadRows: 41_000 }, { ...holder, age: 10 })!.title).toContain('does not keep up');
  });

  it('sees that autovacuum is off', () => {
    const advice = advise({ deadRows: 20_000, options: { autovacuum_enabled: 'OFF' } });
    expect(advice).toMatchObject({ action: 'change_setting', confidence: 0.9 });
    expect(advice!.rollback).toContain('autovacuum_enabled = false');
  });

  it('is silent while a vacuum runs, and of small tables', () => {
    expect(advise({ deadRows: 500_000, vacuuming: true })).toBeUndefined();
    expect(advise({ rows: 100, deadRows: 9_000 })).toBeUndefined();
  });

  it('lowers the threshold of a table that is large, with the way back', () => {
    const large = { rows: 10_000_000, deadRows: 1_900_000 };
    expect(advise(large)!.rollback).toBe('ALTER TABLE "public"."orders" RESET (autovacuum_vacuum_scale_factor);');
    const options = { autovacuum_vacuum_scale_factor: '0.3' };
    expect(advise({ ...large, options })!.rollback).toContain('SET (autovacuum_vacuum_scale_factor = 0.3)');
  });
});

describe('analyze', () => {
  const advise = (changes: Partial<TableState>) => adviseAnalyze(table(changes), DEFAULTS);

  it('is content up to twice the threshold', () => {
    expect(advise({ modifiedRows: 20_000 })).toBeUndefined();
    expect(advise({ modifiedRows: 21_000 })).toMatchObject({ change: 'ANALYZE "public"."orders";' });
  });

  it('sees that there are no statistics at all', () => {
    const never = table({ rows: -1, writes: { inserted: 50_000, updated: 0, deleted: 0 } });
    delete never.lastAnalyze;
    expect(adviseAnalyze(never, DEFAULTS)!.reason).toContain('never analysed');
  });
});

describe('bloat', () => {
  const columns = { count: 4, width: 100, nullable: false, known: true };

  it('compares the pages there with those that the rows need', () => {
    // 4 + 24 + 104 bytes a row are 61 rows a page, 16 394 pages of 8 kB for a million rows
    expect(bloatBytes(table({ rows: 1_000_000, sizeBytes: 20_000 * 8_192, columns }))).toBe((20_000 - 16_394) * 8_192);
    expect(bloatBytes(table({ rows: 1_000_000, sizeBytes: 10_000 * 8_192, columns }))).toBe(0);
  });

  it('says nothing without statistics', () => {
    expect(bloatBytes(table())).toBeUndefined();
    expect(bloatBytes(table({ columns: { ...columns, known: false } }))).toBeUndefined();
    expect(bloatBytes(table({ columns, rows: -1 }))).toBeUndefined();
  });

  it('leaves room that the fillfactor asks for', () => {
    const half = table({ rows: 1_000_000, sizeBytes: 33_400 * 8_192, columns, options: { fillfactor: '50' } });
    expect(bloatBytes(half)! / half.sizeBytes).toBeLessThan(0.02);
  });

  it('speaks only of much', () => {
    expect(adviseBloat(table({ rows: 1_000_000, sizeBytes: 20_000 * 8_192, columns }))).toBeUndefined();
    expect(adviseBloat(table({ rows: 1_000_000, sizeBytes: 40_000 * 8_192, columns }))).toMatchObject({
      action: 'run_maintenance',
      sizeBytes: -(40_000 - 16_394) * 8_192,
    });
  });
});

describe('transaction ids', () => {
  it('counts those that are left', () => {
    expect(transactionIdsLeft(1_000)).toBe(TRANSACTION_ID_LIMIT - 1_000);
    expect(transactionIdsLeft(2 ** 31)).toBe(0);
  });

  it('speaks when autovacuum should have come, and says how long it lasts', () => {
    const advise = (transactionAge: number, rate?: number) =>
      adviseFreeze(table({ transactionAge }), DEFAULTS, undefined, rate);
    expect(advise(210_000_000)).toBeUndefined();
    expect(advise(250_000_000, 1_000)!.reason).toContain('in 22 days');
    expect(advise(250_000_000)!.change).toBe('VACUUM (FREEZE, VERBOSE) "public"."orders";');
  });

  it('names what must end first', () => {
    const holder: HorizonHolder = { kind: 'prepared transaction', name: 'p', age: 240_000_000 };
    expect(adviseFreeze(table({ transactionAge: 250_000_000 }), DEFAULTS, holder, 1)!.reason).toContain(
      'prepared transaction p',
    );
  });
});

describe('sequences', () => {
  const sequence = (changes: Partial<SequenceState> = {}): SequenceState => ({
    schema: 'public',
    name: 'orders_id_seq',
    lastValue: 1_800_000_000,
    startValue: 1,
    limit: 2_147_483_647,
    increment: 1,
    cycles: false,
    owner: { schema: 'public', name: 'orders', column: 'id', type: 'int4' },
    ...changes,
  });

  it('knows what is used, upwards and downwards', () => {
    expect(usedShare(sequence())).toBeCloseTo(0.838, 3);
    expect(usedShare(sequence({ startValue: -1, increment: -1, lastValue: -50, limit: -99 }))).toBe(0.5);
    expect(usedShare({ ...sequence(), lastValue: undefined as never })).toBeUndefined();
    expect(usedShare(sequence({ lastValue: 2_147_483_647 }))).toBe(1);
  });

  it('knows when it ends, if it moves', () => {
    expect(secondsLeft(sequence(), 1_000)).toBeCloseTo(347_483.6, 0);
    expect(secondsLeft(sequence(), 0)).toBeUndefined();
    expect(secondsLeft(sequence({ cycles: true }), 1_000)).toBeUndefined();
  });

  it('proposes the wider type for sequence and column', () => {
    expect(adviseSequence(sequence(), undefined)).toMatchObject({
      change:
        'ALTER SEQUENCE "public"."orders_id_seq" AS bigint NO MAXVALUE;\nALTER TABLE "public"."orders" ALTER COLUMN "id" TYPE bigint;',
      labels: { relname: 'orders' },
    });
  });

  it('is early where it moves fast, and silent where there is time', () => {
    expect(adviseSequence(sequence({ lastValue: 700_000_000 }), 100)).toBeDefined();
    expect(adviseSequence(sequence({ lastValue: 700_000_000 }), 1)).toBeUndefined();
    expect(adviseSequence(sequence({ lastValue: 100_000_000 }), 100)).toBeUndefined();
    expect(adviseSequence(sequence({ cycles: true }), 100)).toBeUndefined();
  });
});

describe('foreign keys', () => {
  const key: UnindexedForeignKey = {
    name: 'lines_order_fkey',
    schema: 'public',
    table: 'lines',
    columns: ['order', 'shop'],
    referenced: { schema: 'public', name: 'orders' },
    rows: 50_000,
    referencedDeletes: 3,
    referencedUpdates: 0,
  };

  it('proposes the index, quoted', () => {
    expect(adviseForeignKey(key)!.change).toBe(
      'CREATE INDEX CONCURRENTLY "lines_order_shop_fkey_idx" ON "public"."lines" ("order", "shop");',
    );
  });

  it('cuts the name between characters, in 63 bytes', () => {
    const name = /CONCURRENTLY "([^"]*)"/.exec(adviseForeignKey({ ...key, table: 'ö'.repeat(40) })!.change)![1]!;
    expect(name).toMatch(/^ö+_fkey_idx$/);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63);
  });

  it('is silent where nothing is deleted, or little is there', () => {
    expect(adviseForeignKey({ ...key, referencedDeletes: 0 })).toBeUndefined();
    expect(adviseForeignKey({ ...key, rows: 500 })).toBeUndefined();
  });
});

describe('partitions', () => {
  const columns = { count: 4, width: 100, nullable: false, known: true, timeColumn: 'at' };
  const log = (changes: Partial<TableState> = {}) =>
    table({ sizeBytes: 200 * MEGABYTE, columns, writes: { inserted: 1_000, updated: 0, deleted: 0 }, ...changes });

  it('proposes them for large tables that grow at one end', () => {
    expect(advisePartitioning(log(), 100 * MEGABYTE)!.change).toContain('PARTITION BY RANGE ("at")');
    expect(advisePartitioning(log(), 300 * MEGABYTE)).toBeUndefined();
  });

  it('is surer where rows expire', () => {
    const expiring = log({ writes: { inserted: 1_000, updated: 0, deleted: 900 } });
    expect(advisePartitioning(expiring, 1)!.confidence).toBeGreaterThan(advisePartitioning(log(), 1)!.confidence);
  });

  it('is silent where rows are updated, or no time is known', () => {
    expect(advisePartitioning(log({ writes: { inserted: 1_000, updated: 500, deleted: 0 } }), 1)).toBeUndefined();
    expect(
      advisePartitioning(log({ columns: { count: 1, width: 1, nullable: false, known: true } }), 1),
    ).toBeUndefined();
  });
});

describe('settings', () => {
  const server = (changes: Partial<ServerState> = {}): ServerState => ({
    settings: {
      fsync: 'on',
      full_page_writes: 'on',
      autovacuum: 'on',
      track_counts: 'on',
      max_wal_size: String(1024 * MEGABYTE),
      work_mem: String(4 * MEGABYTE),
      random_page_cost: '4',
      effective_cache_size: String(4096 * MEGABYTE),
      shared_buffers: String(128 * MEGABYTE),
    },
    checkpoints: { timed: 100, requested: 1 },
    temporary: { files: 0, bytes: 0 },
    reads: { blocks: 0, milliseconds: 0 },
    ...changes,
  });
  const changes = (state: ServerState) => adviseSettings(state).map(({ change }) => change.split('\n')[0]);
  const set = (name: string, value: string) => server({ settings: { ...server().settings, [name]: value } });

  it('is content with a server as it should be', () => {
    expect(adviseSettings(server())).toEqual([]);
  });

  it.each(['fsync', 'full_page_writes', 'autovacuum', 'track_counts'])('switches %s on', (name) => {
    expect(changes(set(name, 'off'))).toEqual([`ALTER SYSTEM SET ${name} = 'on';`]);
  });

  it('raises what the workload outgrows', () => {
    expect(changes(server({ checkpoints: { timed: 10, requested: 30 } }))).toEqual([
      `ALTER SYSTEM SET max_wal_size = '2048MB';`,
    ]);
    expect(changes(server({ temporary: { files: 200, bytes: 200 * 10 * MEGABYTE } }))).toEqual([
      `ALTER SYSTEM SET work_mem = '16384kB';`,
    ]);
    expect(
      changes(
        server({ statementDeallocations: 4, settings: { ...server().settings, 'pg_stat_statements.max': '5000' } }),
      ),
    ).toEqual([`ALTER SYSTEM SET pg_stat_statements.max = '10000';`]);
    expect(changes(set('effective_cache_size', String(64 * MEGABYTE)))).toEqual([
      `ALTER SYSTEM SET effective_cache_size = '256MB';`,
    ]);
  });

  it('believes a disk that is fast', () => {
    const reads = { blocks: 100_000, milliseconds: 10_000 };
    expect(changes(server({ reads }))).toEqual([`ALTER SYSTEM SET random_page_cost = '1.1';`]);
    expect(changes(server({ reads: { ...reads, milliseconds: 400_000 } }))).toEqual([]);
    expect(changes(server({ reads: { ...reads, milliseconds: 0 } }))).toEqual([]);
  });

  it('needs some evidence', () => {
    expect(changes(server({ checkpoints: { timed: 1, requested: 9 } }))).toEqual([]);
    expect(changes(server({ temporary: { files: 20, bytes: 20 * 10 * MEGABYTE } }))).toEqual([]);
  });
});

it('writes figures for people', () => {
  expect([0, 8_192, 1_610_612_736, 200 * 1024 ** 3].map(bytesText)).toEqual(['0 B', '8.0 kB', '1.5 GB', '200 GB']);
  expect([12, 1_500_000, 2_140_000_000].map(countText)).toEqual(['12', '1.5 million', '2.1 billion']);
  expect([90, 7_200, 172_800].map(spanText)).toEqual(['2 minutes', '2 hours', '2 days']);
});
