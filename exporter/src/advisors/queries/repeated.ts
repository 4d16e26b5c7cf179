import { tableLabel } from '../../analysis/indexing/catalog.js';
import { quoteIdentifier } from '../../analysis/indexing/quote.js';
import {
  MINIMUM_CALLS_A_PARENT,
  describeNPlusOne,
  findNPlusOne,
  type CountedStatement,
  type NPlusOne,
} from '../../analysis/queries/n-plus-one.js';
import { recommendationId } from '../recommendation.js';
import { cutText } from '../recommendation-metrics.js';
import type { DatabaseState, QueriesRecommendation } from './findings.js';
import type { DatabaseQueries } from './observe.js';

const STATEMENT_LENGTH = 160;

/** Statements that run once for each row of another one (N+1), unless the calls since the last run show that this ended. */
export function repeatedLookups(
  { datname, counters, texts, facts, tables }: DatabaseQueries,
  target: string,
  previous: DatabaseState | undefined,
): QueriesRecommendation[] {
  const counted = counters.flatMap((counter): CountedStatement[] => {
    const use = facts[counter.id]?.use;
    return use ? [{ ...counter, text: texts[counter.id]!, use }] : [];
  });
  const before = new Map((previous?.counters ?? []).map(({ id, calls }) => [id, calls]));
  return findNPlusOne(counted, tables)
    .filter((found) => goesOn(found, before))
    .map((found) => recommendBatch(found, datname, target));
}

function goesOn({ child, parent }: NPlusOne, before: ReadonlyMap<string, number>): boolean {
  const newChild = child.calls - (before.get(child.id) ?? 0);
  const newParent = parent.calls - (before.get(parent.id) ?? 0);
  // after a reset of the counters, or without calls of the parent, only the totals speak
  if (newParent <= 0 || newChild < 0) return true;
  return newChild / newParent >= MINIMUM_CALLS_A_PARENT;
}

function recommendBatch(found: NPlusOne, datname: string, target: string): QueriesRecommendation {
  const { child, lookup, parent, table, parentTable } = found;
  const text = (statement: string) => cutText(statement.replace(/\s+/g, ' '), STATEMENT_LENGTH);
  return {
    id: recommendationId(target, datname, 'change_query', child.text),
    advisor: 'queries',
    target,
    action: 'change_query',
    object: `${datname}.${tableLabel(table)}`,
    title: `Fetch ${tableLabel(table)} with one call for all rows of ${tableLabel(parentTable)}, not one a row`,
    reason: describeNPlusOne(found),
    confidence: found.confidence,
    change:
      lookup.batched ??
      `-- ask for all keys at once: ${quoteIdentifier(lookup.column).replace(/[\r\n]/g, ' ')} = ANY ($1)`,
    rollback: child.text,
    evidence: [
      { label: text(child.text), value: `${child.calls} calls, ${(child.rows / child.calls).toFixed(1)} rows a call` },
      {
        label: text(parent.text),
        value: `${parent.calls} calls, ${(parent.rows / parent.calls).toFixed(1)} rows a call`,
      },
      { label: 'lookups for one row of the second statement', value: found.callsPerRow.toFixed(2) },
      { label: 'share of all calls', value: `${(found.callShare * 100).toFixed(0)} %` },
      { label: 'time in lookups', value: `${(child.milliseconds / 1_000).toFixed(1)} s` },
    ],
    labels: { datname, schemaname: table.schema, relname: table.name, queryid: child.id },
    datname,
    statements: [child.id, parent.id],
  };
}
