import { stickyTop } from '../sticky.js';
import type { SequenceFigures, TableFigures, TablesFindings } from './findings.js';

/** Most series of one recommendation, one table, one sequence, one database, and of the counts. */
const SERIES = { recommendation: 4, table: 4, sequence: 2, database: 2, counts: 5 } as const;
const HALF = 0.5;

export function tableKey({ datname, schemaname, relname }: TableFigures | SequenceFigures): string {
  return JSON.stringify([datname, schemaname, relname]);
}

/** Shares the cap out: databases, recommendations, then half of the rest to sequences near their end, and the largest tables. */
export function capTables(
  findings: Pick<TablesFindings, 'databases' | 'recommendations' | 'tables' | 'sequences'>,
  previous: TablesFindings['published'] | undefined,
  maximumSeries: number,
): Pick<TablesFindings, 'published' | 'dropped'> {
  let left = Math.max(0, maximumSeries - SERIES.counts - findings.databases.length * SERIES.database);
  let dropped = 0;
  const take = (
    items: { key: string; score: number }[],
    known: readonly string[] | undefined,
    series: number,
    share: number,
  ): string[] => {
    const top = stickyTop(items, new Set(known), Math.floor((left * share) / series));
    left -= top.kept.length * series;
    dropped += top.dropped * series;
    return top.kept;
  };
  const recommendations = findings.recommendations.map(({ id, confidence }) => ({ key: id, score: confidence }));
  const sequences = findings.sequences.map((entry) => ({ key: tableKey(entry), score: entry.usedRatio }));
  const tables = findings.tables.map((entry) => ({ key: tableKey(entry), score: entry.sizeBytes }));
  const published = {
    recommendations: take(recommendations, previous?.recommendations, SERIES.recommendation, 1),
    sequences: take(sequences, previous?.sequences, SERIES.sequence, HALF),
    tables: take(tables, previous?.tables, SERIES.table, 1),
  };
  return { published, dropped };
}
