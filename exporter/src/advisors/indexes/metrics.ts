import type { MetricSample } from '@presage/contract/metrics';
import type { RecommendationAction } from '@presage/contract/recommendation';
import type { Job, PublishedMetrics } from '../advisor.js';
import { cutText, recommendationSamples } from '../recommendation-metrics.js';
import type { IndexesConfig } from './config.js';
import type { DatabaseFindings, IndexesFindings, IndexesRecommendation } from './findings.js';

const ACTIONS: RecommendationAction[] = ['create_index', 'drop_index', 'rebuild_index'];
const DDL_LENGTH = 300;
/** Most series that one recommendation has. */
export const SERIES_A_RECOMMENDATION = 6;

/** Samples of one database, besides its recommendations. */
function databaseSamples(target: string, database: DatabaseFindings): MetricSample[] {
  const labels = { target, datname: database.datname };
  return [
    { name: 'presage_index_statements', labels, value: database.statements },
    { name: 'presage_index_planner_calls', labels, value: database.plannerCalls },
    { name: 'presage_index_hypothetical_available', labels, value: database.hypothetical ? 1 : 0 },
    ...Object.entries(database.skipped).map(([reason, value]) => ({
      name: 'presage_index_statements_skipped' as const,
      labels: { ...labels, reason },
      value,
    })),
    ...Object.entries(database.wasted).map(([reason, value]) => ({
      name: 'presage_index_wasted_bytes' as const,
      labels: { ...labels, reason },
      value,
    })),
  ];
}

/** The databases whose figures fit into half of the cap, in the order of the configuration, so that they stay the same. */
export function publishedDatabases(
  databases: readonly DatabaseFindings[],
  maximumSeries: number,
): { kept: DatabaseFindings[]; dropped: number } {
  const kept: DatabaseFindings[] = [];
  let [series, dropped] = [0, 0];
  for (const database of databases) {
    const own = databaseSamples('', database).length;
    if (series + own <= maximumSeries / 2) kept.push(database);
    else dropped += own;
    series += own;
  }
  return { kept, dropped };
}

/** How many recommendations fit beside the figures of the databases. */
export function recommendationCap(databases: readonly DatabaseFindings[], maximumSeries: number): number {
  const taken = databases.reduce((sum, database) => sum + databaseSamples('', database).length, ACTIONS.length);
  return Math.max(0, Math.floor((maximumSeries - taken) / SERIES_A_RECOMMENDATION));
}

/** Everything that the advisor publishes of one target. */
export function indexesMetrics(findings: IndexesFindings, job: Job<IndexesConfig>): PublishedMetrics {
  const published = new Set(findings.published);
  const shown = findings.recommendations.filter(({ id }) => published.has(id));
  const { kept } = publishedDatabases(findings.databases, job.config.maximumSeries);
  return {
    samples: [
      ...kept.flatMap((database) => databaseSamples(job.target, database)),
      ...recommendationSamples('indexes', job.target, findings.recommendations, shown, ACTIONS),
      ...shown.flatMap((recommendation) => indexInfo(job.target, recommendation)),
    ],
    dropped: findings.dropped,
    warmup: false,
  };
}

function indexInfo(
  target: string,
  { id, action, labels, change, disagreement }: IndexesRecommendation,
): MetricSample[] {
  const { datname = '', schemaname = '', relname = '', indexrelname } = labels;
  if (indexrelname === undefined) return [];
  const ddl = cutText(change, DDL_LENGTH);
  return [
    {
      name: 'presage_index_recommendation_info',
      labels: { target, id, action, datname, schemaname, relname, indexrelname, ddl },
      value: 1,
    },
    ...(disagreement === undefined
      ? []
      : [{ name: 'presage_index_opinion_disagreement_ratio' as const, labels: { target, id }, value: disagreement }]),
  ];
}
