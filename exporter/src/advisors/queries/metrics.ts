import type { MetricSample } from '@presage/contract/metrics';
import type { Job, PublishedMetrics } from '../advisor.js';
import { cutText, recommendationSamples } from '../recommendation-metrics.js';
import { statementKey } from './analyse.js';
import type { QueriesConfig } from './config.js';
import type { QueriesFindings, StatementFigures } from './findings.js';

const TEXT_LENGTH = 200;

/** Everything that the advisor publishes of one target. */
export function queriesMetrics(findings: QueriesFindings, { target }: Job<QueriesConfig>): PublishedMetrics {
  const { recommendations, published, databases } = findings;
  const shown = new Set(published.recommendations);
  const statements = new Set(published.statements);
  return {
    samples: [
      ...recommendationSamples(
        'queries',
        target,
        recommendations,
        recommendations.filter(({ id }) => shown.has(id)),
        ['change_query', 'change_setting'],
      ),
      ...databases.flatMap(({ datname, statements: all }) =>
        all
          .filter(({ id }) => statements.has(statementKey(datname, id)))
          .flatMap((figures) => statementSamples(figures, { target, datname, queryid: figures.id })),
      ),
    ],
    dropped: findings.dropped,
    warmup: false,
  };
}

function statementSamples(
  { share, mean, text, slowdown }: StatementFigures,
  labels: Record<string, string>,
): MetricSample[] {
  return [
    {
      name: 'presage_query_info',
      labels: { ...labels, query: cutText(text.replace(/\s+/g, ' '), TEXT_LENGTH) },
      value: 1,
    },
    { name: 'presage_query_time_share_ratio', labels, value: share },
    { name: 'presage_query_mean_seconds', labels, value: mean / 1_000 },
    ...(slowdown
      ? [{ name: 'presage_query_slowdown_factor' as const, labels, value: slowdown.after / slowdown.before }]
      : []),
  ];
}
