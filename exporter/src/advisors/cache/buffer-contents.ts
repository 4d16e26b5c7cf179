import type { BufferContents } from '../../analysis/caching/buffer-contents.js';
import { quoteIdentifier } from '../../analysis/indexing/quote.js';
import type { PostgresSession } from '../../sources/source.js';

/** What `pg_buffercache` showed. */
export interface BufferView extends BufferContents {
  /** Unix seconds. */
  time: number;
  /** The relations of `datname` with the most buffers. */
  datname: string;
  relations: BufferedRelation[];
}

export interface BufferedRelation {
  schemaname: string;
  relname: string;
  buffers: number;
  /** Share of the relation that is in the buffers; absent where its size is not known. */
  ratio?: number;
}

/** Why there is no view. */
export type NoBufferView = 'missing' | 'too_large';

/** The view looks at every buffer, so it is asked seldom, and not at all where there are more than 16 GiB of them. */
const SECONDS_BETWEEN = 300;
const MOST_BUFFERS = 2_097_152;
const MOST_RELATIONS = 50;

interface Row {
  schemaname: string | null;
  relname: string | null;
  usagecount: number | null;
  buffers: number;
  dirty: number;
  pages: number | null;
  uptime: number;
}

/**
 * Reads `pg_buffercache` once; `before` itself while that is young enough. The extension is looked for in the database of the
 * session, whose relations are named; usage counts are those of the whole server.
 */
export async function readBufferView(
  session: PostgresSession,
  datname: string,
  buffers: number,
  before: BufferView | undefined,
  now: number,
): Promise<BufferView | NoBufferView> {
  if (before && now - before.time < 0.9 * SECONDS_BETWEEN) return before;
  const [extension] = await session.query<{ schema: string }>(
    `SELECT n.nspname::text AS schema FROM pg_catalog.pg_extension e
     JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_buffercache'`,
  );
  if (!extension) return 'missing';
  if (buffers > MOST_BUFFERS) return 'too_large';
  const rows = await session.query<Row>(viewQuery(extension.schema), [MOST_RELATIONS]);
  const byUsage = Array.from({ length: 6 }, (_, count) =>
    rows.reduce((sum, row) => sum + (row.relname === null && row.usagecount === count ? row.buffers : 0), 0),
  );
  const usage = rows.filter(({ relname }) => relname === null);
  return {
    time: now,
    datname,
    uptimeSeconds: rows[0]?.uptime ?? 0,
    unused: usage.find(({ usagecount }) => usagecount === null)?.buffers ?? 0,
    dirty: usage.reduce((sum, { dirty }) => sum + dirty, 0),
    byUsage,
    relations: rows.flatMap(({ schemaname, relname, buffers: count, pages }): BufferedRelation[] =>
      schemaname === null || relname === null
        ? []
        : [{ schemaname, relname, buffers: count, ...(pages && { ratio: Math.min(1, count / pages) }) }],
    ),
  };
}

/** Counts by usage (without names) and by relation, from one look at the buffers; sizes come from the catalog, which takes no lock. */
function viewQuery(schema: string): string {
  return `WITH buffer AS MATERIALIZED (
    SELECT reldatabase, relfilenode, usagecount::int4 AS usagecount, count(*) AS buffers, count(*) FILTER (WHERE isdirty) AS dirty
    FROM ${quoteIdentifier(schema)}.pg_buffercache GROUP BY 1, 2, 3
  ), relation AS (
    SELECT n.nspname::text AS schemaname, c.relname::text AS relname, sum(b.buffers)::int8 AS buffers,
           sum(b.dirty)::int8 AS dirty, nullif(greatest(c.relpages, 0), 0)::int8 AS pages
    FROM buffer b
    JOIN pg_catalog.pg_class c ON pg_catalog.pg_relation_filenode(c.oid) = b.relfilenode
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE b.reldatabase IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()))
    GROUP BY 1, 2, 5 ORDER BY 3 DESC LIMIT $1
  )
  SELECT *, extract(epoch FROM pg_catalog.now() - pg_catalog.pg_postmaster_start_time())::float8 AS uptime FROM (
    SELECT NULL::text AS schemaname, NULL::text AS relname, usagecount, sum(buffers)::int8 AS buffers, sum(dirty)::int8 AS dirty,
           NULL::int8 AS pages FROM buffer GROUP BY usagecount
    UNION ALL SELECT schemaname, relname, NULL, buffers, dirty, pages FROM relation
  ) AS counted`;
}
