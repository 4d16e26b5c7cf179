import net from 'node:net';
import pg from 'pg';
import { abortable } from '../abort.js';
import { postgresError } from './errors.js';
import { guardStream } from './guard.js';
import type { PostgresSettings } from './settings.js';
import type { PoolerPool } from '../source.js';

/** The database of PgBouncer that answers SHOW, and nothing else: no extended protocol, no startup parameters. */
const CONSOLE = 'pgbouncer';
const LONGEST_CONNECT_MS = 5_000;

interface PoolRow {
  database: string;
  user: string;
  cl_active: number;
  cl_waiting: number;
  sv_active: number;
  sv_idle: number;
  maxwait: number;
  maxwait_us?: number;
}

interface DatabaseRow {
  name: string;
  pool_size: number;
}

/** The pools of a PgBouncer, its console left out. Errors come as those of a PostgreSQL server. */
export async function readPools(settings: PostgresSettings, signal: AbortSignal): Promise<PoolerPool[]> {
  const { subject, host, port, user, timeoutMs } = settings;
  const socket = new net.Socket();
  const begin = guardStream(socket, subject);
  const client = new pg.Client({
    host,
    port,
    user,
    password: () => settings.password,
    database: CONSOLE,
    ssl: false,
    stream: () => socket,
    connectionTimeoutMillis: Math.min(timeoutMs, LONGEST_CONNECT_MS),
    query_timeout: timeoutMs,
  });
  // without a listener the loss of the connection would end the process
  client.on('error', () => undefined);
  try {
    await abortable(client.connect(), signal, subject);
    begin();
    const pools = await abortable(client.query<PoolRow>('SHOW POOLS'), signal, subject);
    const databases = await abortable(client.query<DatabaseRow>('SHOW DATABASES'), signal, subject);
    const sizes = new Map(databases.rows.map((row) => [row.name, Number(row.pool_size)]));
    return pools.rows
      .filter(({ database }) => database !== CONSOLE)
      .map((row) => ({
        database: row.database,
        user: row.user,
        clients: Number(row.cl_active),
        waiting: Number(row.cl_waiting),
        busy: Number(row.sv_active),
        idle: Number(row.sv_idle),
        longestWaitSeconds: Number(row.maxwait) + Number(row.maxwait_us ?? 0) / 1e6,
        size: sizes.get(row.database) ?? 0,
      }));
  } catch (error) {
    throw postgresError(error, subject);
  } finally {
    client.end().catch(() => undefined);
    socket.destroySoon();
  }
}
