import type { MetricName, MetricSample } from '@presage/contract/metrics';
import type { Job, PublishedMetrics } from '../advisor.js';
import { knownSamples } from '../known-samples.js';
import { recommendationSamples } from '../recommendation-metrics.js';
import type { ConnectionsConfig } from './config.js';
import type { ConnectionsFindings } from './findings.js';

/** Everything that the advisor publishes of one target. */
export function connectionsMetrics(
  findings: ConnectionsFindings,
  { target }: Job<ConnectionsConfig>,
): PublishedMetrics {
  const { recommendations, published } = findings;
  const shown = new Set(published.recommendations);
  const values: Partial<Record<MetricName, number | undefined>> = {
    presage_postgres_connections_used: findings.used,
    presage_postgres_connections_limit: findings.limit,
    presage_postgres_sessions_working: findings.load,
    presage_postgres_pool_size_advised: findings.advisedPoolSize,
    presage_postgres_sessions_blocked: findings.blocked,
    presage_postgres_blocked_seconds: findings.longestBlockedSeconds,
    presage_postgres_idle_in_transaction_seconds: findings.longestIdleInTransactionSeconds,
  };
  return {
    samples: [
      ...recommendationSamples(
        'connections',
        target,
        recommendations,
        recommendations.filter(({ id }) => shown.has(id)),
        ['change_setting', 'end_session'],
      ),
      ...knownSamples({ target }, values),
      ...findings.sessions
        .filter(({ datname }) => published.databases.includes(datname))
        .map(
          ({ datname, state, count }): MetricSample => ({
            name: 'presage_postgres_sessions',
            labels: { target, datname, state },
            value: count,
          }),
        ),
      ...Object.entries(findings.waits).map(
        ([type, count]): MetricSample => ({
          name: 'presage_postgres_sessions_waiting',
          labels: { target, wait_event_type: type },
          value: count,
        }),
      ),
    ],
    dropped: findings.dropped,
    warmup: findings.advisedPoolSize === undefined,
  };
}
