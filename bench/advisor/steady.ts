import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { freePort, startPostgres, startProcess } from '../../scripts/services.mjs';
import { SCHEMA, STATEMENTS } from './workload.js';

/** The first runs of all advisors are over by then. */
const START_SECONDS = 60;
const WATCHED_SECONDS = 180;
/** Advisors that rest while we watch run once in so many seconds. */
const LONGEST_INTERVAL = 600;
const CLOCK_TICKS = 100;

/**
 * The share of one core that `presage serve` with all advisors for PostgreSQL and default intervals takes of the server, by the processor
 * time of the backends of its sessions; what the first runs took is counted once in the longest interval.
 */
export async function measureSteady(directory: string): Promise<object> {
  const server = await startPostgres({ directory, settings: { shared_buffers: '256MB' } });
  const client = new pg.Client({ connectionString: server.url });
  try {
    await client.connect();
    for (const sql of ['CREATE EXTENSION pg_stat_statements', ...SCHEMA]) await client.query(sql);
    for (const sql of STATEMENTS) for (let run = 0; run < 30; run++) await client.query(sql);
    const config = path.join(path.dirname(directory), 'steady.yaml');
    await writeFile(config, `targets:\n  postgres: [{ name: main, url: "${server.url}" }]\n`);
    const port = await freePort();
    const exporter = await startProcess({
      name: 'presage',
      directory: path.dirname(directory),
      command: process.execPath,
      arguments: [
        fileURLToPath(new URL('../../exporter/bin/presage.mjs', import.meta.url)),
        'serve',
        '--config.file',
        config,
        '--web.listen-address',
        `127.0.0.1:${port}`,
      ],
      port,
      readyUrl: `http://127.0.0.1:${port}/-/healthy`,
    });
    try {
      const meter = new Meter(client);
      await meter.watch(START_SECONDS);
      const first = meter.seconds();
      await meter.watch(WATCHED_SECONDS);
      const later = meter.seconds() - first;
      return {
        firstRunsSeconds: first,
        secondsAMinute: (later * 60) / WATCHED_SECONDS,
        shareOfCore: later / WATCHED_SECONDS + first / LONGEST_INTERVAL,
      };
    } finally {
      await exporter.stop();
    }
  } finally {
    await client.end();
    await server.stop();
  }
}

/** Processor time of the backends that serve Presage, also of those that ended between two looks but for their last moments. */
class Meter {
  private readonly ticks = new Map<number, number>();

  constructor(private readonly client: pg.Client) {}

  async watch(seconds: number): Promise<void> {
    const end = Date.now() + seconds * 1_000;
    while (Date.now() < end) {
      await this.look();
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  seconds(): number {
    return [...this.ticks.values()].reduce((sum, ticks) => sum + ticks, 0) / CLOCK_TICKS;
  }

  private async look(): Promise<void> {
    const { rows } = await this.client.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE application_name = 'presage'`,
    );
    for (const { pid } of rows) {
      const ticks = ticksOf(pid);
      if (ticks !== undefined) this.ticks.set(pid, ticks);
    }
  }
}

function ticksOf(pid: number): number | undefined {
  try {
    // the fields behind the name of the command, which is in parentheses: user and system time are the 12th and 13th
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /, '')
      .split(' ');
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return undefined;
  }
}
