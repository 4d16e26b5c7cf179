import os from 'node:os';
import pg from 'pg';
import { startPostgres } from '../../scripts/services.mjs';
import { runAdvise } from './run-advise.js';

const TABLES = 10_000;
const FILLED = 1_000;
const STATEMENTS = 5_000;
const ROWS = 5_000;
/** Long texts, as query builders write them. */
const PADDING = `/* ${'made by a query builder '.repeat(80)}*/`;

/** One run over many tables and statements: seconds, memory, planner calls. */
export async function measureScale(directory: string): Promise<object> {
  const server = await startPostgres({
    directory,
    settings: {
      shared_preload_libraries: 'pg_stat_statements',
      'pg_stat_statements.max': '20000',
      max_locks_per_transaction: '1000',
    },
  });
  const client = new pg.Client({ connectionString: server.url });
  try {
    await client.connect();
    await fill(client);
    const backend = await serverSeconds(client);
    const { answer, seconds, megabytes } = await runAdvise(server.url, []);
    return {
      seconds: Math.round(seconds * 10) / 10,
      megabytes: Math.round(megabytes),
      load: os.loadavg()[0],
      costPercent: (100 * answer.costAfter) / answer.costBefore,
      serverSeconds: Math.round(((await serverSeconds(client)) - backend) * 10) / 10,
      statements: answer.statements,
      skipped: counts(answer.skipped.map(({ reason }) => reason)),
      plannerCalls: answer.plannerCalls,
      indexes: answer.indexes.length,
    };
  } finally {
    await client.end();
    await server.stop();
  }
}

async function fill(client: pg.Client): Promise<void> {
  await client.query('CREATE EXTENSION pg_stat_statements; CREATE EXTENSION hypopg');
  for (let start = 0; start < TABLES; start += 500) await client.query(tables(start, start + 500));
  for (let start = 0; start < FILLED; start += 100) await client.query(rows(start, start + 100));
  await client.query('ANALYZE');
  await client.query('SELECT pg_stat_statements_reset()');
  for (let i = 0; i < STATEMENTS; i++) await client.query(statement(i));
}

function tables(start: number, end: number): string {
  const one = (i: number) =>
    `CREATE TABLE t${i} (id int PRIMARY KEY, a int, b int, c text, d timestamptz); CREATE INDEX ON t${i} (a);`;
  return Array.from({ length: end - start }, (_, i) => one(start + i)).join('');
}

function rows(start: number, end: number): string {
  const one = (i: number) =>
    `INSERT INTO t${i} SELECT n, n % 100, n % 999, 'c' || n, now() - n * interval '1 min' FROM generate_series(1, ${ROWS}) n;`;
  return Array.from({ length: end - start }, (_, i) => one(start + i)).join('');
}

function statement(i: number): string {
  const [table, other] = [`t${i % FILLED}`, `t${(i + 1) % FILLED}`];
  switch (Math.floor(i / FILLED)) {
    case 0:
      return `SELECT * FROM ${table} WHERE b = 5 ORDER BY d DESC LIMIT 3 ${PADDING}`;
    case 1:
      return `SELECT x.c, y.c FROM ${table} x JOIN ${other} y ON y.b = x.b WHERE x.id = 7 ${PADDING}`;
    case 2:
      return `SELECT count(*) FROM ${table} WHERE d > now() - interval '1 hour' AND a = 3 ${PADDING}`;
    case 3:
      return `UPDATE ${table} SET c = 'x' WHERE id = 9 ${PADDING}`;
    default:
      return `SELECT * FROM ${table} WHERE lower(c) = 'c5' ${PADDING}`;
  }
}

async function serverSeconds(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ seconds: number }>(
    `SELECT (sum(total_exec_time + total_plan_time) / 1000)::float8 AS seconds FROM pg_stat_statements`,
  );
  return rows[0]!.seconds;
}

function counts(reasons: readonly string[]): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const reason of reasons) counted[reason] = (counted[reason] ?? 0) + 1;
  return counted;
}
