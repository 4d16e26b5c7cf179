import { tableLabel } from '../../analysis/indexing/catalog.js';
import { quoteIdentifier } from '../../analysis/indexing/quote.js';
import {
  MINIMUM_CALLS_A_PARENT,
  describeNPlusOne,
  findNPlusOne,
  type NPlusOne,
} from '../../analysis/queries/n-plus-one.js';
import { recommendationId } from '../recommendation.js';
import { cutText } from '../recommendation-metrics.js';
import type { DatabaseFindings, IndexesRecommendation } from './findings.js';
import type { DatabaseObservation } from './observe.js';

const STATEMENT_LENGTH = 160;

/** Statements that run once for each row of another one (N+1), unless the calls since the last run show that this ended. */
export function repeatedLookups(
  database: DatabaseObservation,
  target: string,
  previous: DatabaseFindings | undefined,
): IndexesRecommendation[] {
  return findNPlusOne(database.shapes, database.catalog)
    .filter((found) => goesOn(found, previous))
    .map((found) => recommendBatch(found, database.datname, target));
}

function goesOn({ child, parent }: NPlusOne, previous: DatabaseFindings | undefined): boolean {
  const newChild = child.calls - (previous?.calls[child.id] ?? 0);
  const newParent = parent.calls - (previous?.calls[parent.id] ?? 0);
  // after a reset of the counters, or without calls of the parent, only the totals speak
  if (newParent <= 0 || newChild < 0) return true;
  return newChild / newParent >= MINIMUM_CALLS_A_PARENT;
}

function recommendBatch(found: NPlusOne, datname: string, target: string): IndexesRecommendation {
  const { child, parent, table, parentTable } = found;
  const text = (statement: string) => cutText(statement.replace(/\s+/g, ' '), STATEMENT_LENGTH);
  const batched = child.lookup?.batched;
  return {
    id: recommendationId(target, datname, 'change_query', child.text),
    advisor: 'indexes',
    target,
    action: 'change_query',
    object: `${datname}.${tableLabel(table)}`,
    title: `Fetch ${tableLabel(table)} with one call for all rows of ${tableLabel(parentTable)}, not one a row`,
    reason: describeNPlusOne(found),
    confidence: found.confidence,
    change:
      batched ??
      `-- ask for all keys at once: ${quoteIdentifier(child.lookup!.column).replace(/[\r\n]/g, ' ')} = ANY ($1)`,
    rollback: child.text,
    evidence: [
      { label: text(child.text), value: `${child.calls} calls, ${(child.rows / child.calls).toFixed(1)} rows a call` },
      {
        label: text(parent.text),
        value: `${parent.calls} calls, ${(parent.rows / parent.calls).toFixed(1)} rows a call`,
      },
      { label: 'lookups for one row of the second statement', value: found.callsPerRow.toFixed(2) },
      { label: 'share of all calls', value: `${(found.callShare * 100).toFixed(0)} %` },
      { label: 'time in lookups', value: `${(child.totalMilliseconds / 1_000).toFixed(1)} s` },
    ],
    labels: { datname, schemaname: table.schema, relname: table.name, queryid: child.id },
    datname,
    statements: [child.id, parent.id],
  };
}
