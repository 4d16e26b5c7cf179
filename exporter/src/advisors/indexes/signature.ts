import { createHash } from 'node:crypto';
import type { Candidate } from '../../analysis/indexing/candidate.js';
import type { Table } from '../../analysis/indexing/catalog.js';
import { candidateBody } from '../../analysis/indexing/ddl.js';
import type { StatementShape } from '../../analysis/indexing/statement.js';

/** Facts that change by less than this factor let the planner say the same. */
const NOTICEABLE_GROWTH = 1.2;

/**
 * Changes when the planner could answer differently: another text, other candidates, other indexes, or tables that grew by a fifth.
 */
export function signatureOf(
  shape: StatementShape,
  candidates: readonly Candidate[],
  tables: ReadonlyMap<number, Table>,
  hypothetical: boolean,
): string {
  const facts = shape.tables.map((oid) => {
    const table = tables.get(oid);
    if (!table) return [oid];
    const indexes = table.indexes.filter(({ valid }) => valid).map(({ definition }) => definition);
    const columns = table.columns.map(({ name, distinct }) => [name, distinct === undefined]);
    return [oid, scale(table.rows), scale(table.sizeBytes), indexes.sort(), columns];
  });
  const text = JSON.stringify([hypothetical, shape.texts, facts, candidates.map(candidateBody).sort()]);
  return createHash('sha256').update(text).digest('base64').slice(0, 16);
}

function scale(value: number): number {
  return Math.round(Math.log(Math.max(value, 1)) / Math.log(NOTICEABLE_GROWTH));
}
