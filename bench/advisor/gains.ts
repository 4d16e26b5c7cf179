import { writeFile } from 'node:fs/promises';
import pg from 'pg';
import { startPostgres } from '../../scripts/services.mjs';
import { runAdvise } from './run-advise.js';
import { SCHEMA, STATEMENTS } from './workload.js';

interface Measured {
  index: string;
  predicted: number;
  realised: number;
  validated: boolean;
}

/**
 * Applies all recommendations for real and compares, over the statements that each serves, the share of the cost that was predicted to
 * go with the share of the buffers that EXPLAIN ANALYZE no longer reads.
 */
export async function measureGains(directory: string): Promise<object> {
  const server = await startPostgres({ directory, settings: { shared_buffers: '256MB', jit: 'off' } });
  const client = new pg.Client({ connectionString: server.url });
  try {
    await client.connect();
    for (const sql of SCHEMA) await client.query(sql);
    const file = `${directory}.sql`;
    await writeFile(file, STATEMENTS.join(';\n'));
    const { answer, seconds } = await runAdvise(server.url, ['--workload', file, '--minimum-gain', '0.002']);
    const before = await readBuffers(client);
    for (const { ddl } of answer.indexes) for (const sql of ddl.split('\n')) await client.query(sql);
    await client.query('VACUUM ANALYZE');
    const after = await readBuffers(client);
    const measured = answer.indexes.map(({ ddl, validated, statements }): Measured => {
      const sum = (of: (statement: (typeof statements)[number]) => number) =>
        statements.reduce((total, statement) => total + of(statement), 0);
      return {
        index: ddl.replace(/^.* ON /, ''),
        predicted: 1 - sum((statement) => statement.after) / sum((statement) => statement.before),
        realised: 1 - sum(({ text }) => after.get(text)!) / sum(({ text }) => before.get(text)!),
        validated,
      };
    });
    const errors = measured.map(({ predicted, realised }) => Math.abs(predicted - realised)).sort((a, b) => a - b);
    const slower = STATEMENTS.filter((text) => after.get(text)! > before.get(text)!);
    return {
      seconds: Math.round(seconds * 10) / 10,
      plannerCalls: answer.plannerCalls,
      indexes: measured.length,
      signRight: measured.filter(({ realised }) => realised > 0).length / measured.length,
      medianError: errors[Math.floor(errors.length / 2)],
      buffersBefore: [...before.values()].reduce((sum, buffers) => sum + buffers, 0),
      buffersAfter: [...after.values()].reduce((sum, buffers) => sum + buffers, 0),
      slower,
      measured,
    };
  } finally {
    await client.end();
    await server.stop();
  }
}

async function readBuffers(client: pg.Client): Promise<Map<string, number>> {
  const buffers = new Map<string, number>();
  for (const sql of STATEMENTS) {
    const { rows } = await client.query(`EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) ${sql}`);
    const plan = rows[0]['QUERY PLAN'][0]['Plan'] as Record<string, number>;
    buffers.set(sql, plan['Shared Hit Blocks']! + plan['Shared Read Blocks']!);
  }
  return buffers;
}
