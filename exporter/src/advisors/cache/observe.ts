import { readRedisInfo, type RedisSnapshot } from '../../analysis/caching/redis.js';
import { PresageError } from '../../error.js';
import type { Sources } from '../../sources/source.js';
import type { Job } from '../advisor.js';
import { readBufferView, type BufferView, type NoBufferView } from './buffer-contents.js';
import type { CacheConfig } from './config.js';
import type { CacheFindings } from './findings.js';

/** What one run saw of one target. `time` is Unix seconds. */
export type CacheObservation =
  | { source: 'redis'; time: number; nodes: { cache: string; snapshot: RedisSnapshot }[] }
  | { source: 'postgres'; time: number; buffers: BufferReading };

/** PostgreSQL's buffer cache: its size and the block counters of each database. */
export interface BufferReading {
  sizeBytes: number;
  blockBytes: number;
  databases: DatabaseBlocks[];
  /** What the buffers hold, or why that is not known. */
  view: BufferView | NoBufferView;
}

export interface DatabaseBlocks {
  datname: string;
  hits: number;
  misses: number;
  /** When its counters were last reset, as text. */
  epoch: string;
}

/** Reads INFO of every Redis master, or the block counters of every database of a PostgreSQL server. */
export async function observeCache(
  job: Job<CacheConfig>,
  sources: Sources,
  signal: AbortSignal,
  previous?: CacheFindings,
): Promise<CacheObservation> {
  if (job.config.source === 'postgres') {
    const buffers = await readBuffers(job.target, sources, signal, previous?.view);
    return { source: 'postgres', time: Date.now() / 1_000, buffers };
  }
  const nodes = await sources.redis(job.target).info(signal);
  const time = Date.now() / 1_000;
  return {
    source: 'redis',
    time,
    nodes: [...nodes].map(([node, fields]) => {
      const snapshot = readRedisInfo(fields, time);
      if (!snapshot) {
        throw new PresageError('PRS_SOURCE_PROTOCOL', `${job.target}: the answer to INFO of ${node} has no statistics`);
      }
      return { cache: job.config.perNode ? node : 'redis', snapshot };
    }),
  };
}

async function readBuffers(
  target: string,
  sources: Sources,
  signal: AbortSignal,
  before: CacheFindings['view'],
): Promise<BufferReading> {
  const source = sources.postgres(target);
  const [database = ''] = await source.databases(signal);
  return source.session(database, signal, async (session) => {
    const [size] = await session.query<{ sizeBytes: number; blockBytes: number }>(
      `SELECT s.setting::int8 * b.setting::int8 AS "sizeBytes", b.setting::int8 AS "blockBytes"
       FROM pg_catalog.pg_settings s, pg_catalog.pg_settings b WHERE s.name = 'shared_buffers' AND b.name = 'block_size'`,
    );
    const databases = await session.query<DatabaseBlocks>(
      `SELECT s.datname::text AS datname, s.blks_hit AS hits, s.blks_read AS misses,
              coalesce(s.stats_reset::text, '') || pg_catalog.pg_postmaster_start_time()::text AS epoch
       FROM pg_catalog.pg_stat_database s JOIN pg_catalog.pg_database d ON d.oid = s.datid
       WHERE d.datallowconn AND NOT d.datistemplate ORDER BY s.datname`,
    );
    const { sizeBytes = 0, blockBytes = 8_192 } = size ?? {};
    const known = typeof before === 'object' ? before : undefined;
    const view = await readBufferView(session, database, sizeBytes / blockBytes, known, Date.now() / 1_000);
    return { sizeBytes, blockBytes, databases, view };
  });
}
