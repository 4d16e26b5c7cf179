import type { Evidence } from '@presage/contract/recommendation';
import { tableLabel } from '../../analysis/indexing/catalog.js';
import { dropStatement } from '../../analysis/indexing/ddl.js';
import { quoteQualified } from '../../analysis/indexing/quote.js';
import type { UnneededIndex } from '../../analysis/indexing/unneeded.js';
import { recommendationId, type Open, type Verdict } from '../recommendation.js';
import type { IndexesRecommendation } from './findings.js';
import type { DatabaseObservation } from './observe.js';

/** Left behind by a REINDEX CONCURRENTLY that did not finish. */
const LEFTOVER = /_cc(new|old)\d*$/;

/** The recommendation to drop or rebuild an index that serves nothing as it is. */
export function recommendRemoval(
  entry: UnneededIndex,
  { datname, catalog }: DatabaseObservation,
  target: string,
  now: number,
): IndexesRecommendation {
  const { table, index, reason } = entry;
  const place = { schema: table.schema, name: index.name };
  const rebuild = reason === 'invalid' && !LEFTOVER.test(index.name);
  const action = rebuild ? 'rebuild_index' : 'drop_index';
  const days = (now - (entry.history?.since ?? catalog.countersSince)) / 86_400;
  return {
    id: recommendationId(target, datname, action, quoteQualified(place)),
    advisor: 'indexes',
    target,
    action,
    object: `${datname}.${tableLabel(place)}`,
    title: `${rebuild ? 'Rebuild' : 'Drop'} the ${reason} index ${tableLabel(place)} of ${tableLabel(table)}`,
    reason: reasonText(entry, catalog.standbys),
    sizeBytes: rebuild ? 0 : -index.sizeBytes,
    confidence: entry.confidence,
    change: rebuild ? `REINDEX INDEX CONCURRENTLY ${quoteQualified(place)};` : dropStatement(place),
    rollback: rebuild ? dropStatement(place) : concurrently(index.definition),
    evidence: evidenceOf(entry, days),
    labels: { datname, schemaname: table.schema, relname: table.name, indexrelname: index.name },
    datname,
    statements: [],
    index: { oid: index.oid, reason },
  };
}

/** The original definition, as a statement that does not block writers. */
function concurrently(definition: string): string {
  return `${definition.replace(/^CREATE (UNIQUE )?INDEX /, 'CREATE $1INDEX CONCURRENTLY ')};`;
}

function reasonText({ index, reason, servedBy, history }: UnneededIndex, standbys: number): string {
  switch (reason) {
    case 'invalid':
      return (
        'A build that did not finish left the index behind: no query can use it, and writes may still maintain it.' +
        (index.unique ? ' It is unique: look for rows that are there twice first, or the rebuild fails again.' : '')
      );
    case 'duplicate':
      return `${servedBy!.name} has the same definition and serves every query that this one serves.`;
    case 'redundant':
      return `Its columns are the first ones of ${servedBy!.name}, which can serve the same queries.`;
    case 'unused': {
      const standby =
        standbys > 0 && !history ? ' Scans on the standby servers are not counted here: look there first.' : '';
      const statistics = index.keys.some((key) => key.column === undefined)
        ? ' It also carries statistics of its expression, which end with it: consider CREATE STATISTICS.'
        : '';
      const witness = history
        ? 'Prometheus saw no scan of it on any server'
        : 'No query scanned it since counting began';
      return `${witness}, while the table was in use.${standby}${statistics}`;
    }
  }
}

function evidenceOf({ table, index, servedBy }: UnneededIndex, days: number): Evidence[] {
  const { inserted, updated, deleted } = table.writes;
  return [
    { label: 'scans of the index', value: String(index.scans) },
    { label: 'counted for', value: days >= 1 ? `${days.toFixed(1)} days` : `${(days * 24).toFixed(1)} hours` },
    { label: 'scans of the table', value: String(table.scans) },
    { label: 'rows written', value: String(inserted + updated + deleted) },
    { label: 'definition', value: index.definition },
    ...(servedBy ? [{ label: 'served by', value: servedBy.definition }] : []),
  ];
}

/** Whether an index that was to go is gone, repaired or in use after all. */
export function judgeRemoval(open: Open<IndexesRecommendation>, database: DatabaseObservation): Verdict {
  const index = database.catalog.tables.flatMap((table) => table.indexes).find(({ oid }) => oid === open.index?.oid);
  if (!index) return 'resolved';
  if (open.index?.reason === 'invalid' && index.valid) return 'resolved';
  return open.index?.reason === 'unused' && index.scans > 0 ? 'resolved' : 'contradicted';
}
