import type { MetricName, MetricSample } from '@presage/contract/metrics';
import type { Job, PublishedMetrics } from '../advisor.js';
import { recommendationSamples } from '../recommendation-metrics.js';
import { tableKey } from './cap.js';
import type { TablesConfig } from './config.js';
import type { TablesFindings } from './findings.js';

const ACTIONS = ['create_index', 'change_setting', 'change_schema', 'run_maintenance'] as const;

/** Everything that the advisor publishes of one target. */
export function tablesMetrics(findings: TablesFindings, job: Job<TablesConfig>): PublishedMetrics {
  const { target } = job;
  const { recommendations, published, horizonAge } = findings;
  const shown = new Set(published.recommendations);
  const [tables, sequences] = [new Set(published.tables), new Set(published.sequences)];
  return {
    samples: [
      ...recommendationSamples(
        'tables',
        target,
        recommendations,
        recommendations.filter(({ id }) => shown.has(id)),
        ACTIONS,
      ),
      ...(horizonAge
        ? [sample('presage_postgres_vacuum_horizon_transactions', { target, holder: horizonAge.kind }, horizonAge.age)]
        : []),
      ...findings.databases.flatMap(({ datname, transactionIdsLeft, wraparoundSeconds }) => [
        sample('presage_postgres_transaction_ids_remaining', { target, datname }, transactionIdsLeft),
        ...optional('presage_postgres_wraparound_seconds', { target, datname }, wraparoundSeconds),
      ]),
      ...findings.tables
        .filter((entry) => tables.has(tableKey(entry)))
        .flatMap(({ datname, schemaname, relname, deadRatio, bloatBytes, bufferHitRatio, transactionAge }) => {
          const labels = { target, datname, schemaname, relname };
          return [
            sample('presage_postgres_table_oldest_row_transactions', labels, transactionAge),
            ...optional('presage_postgres_table_dead_ratio', labels, deadRatio),
            ...optional('presage_postgres_table_bloat_bytes', labels, bloatBytes),
            ...optional('presage_postgres_table_buffer_hit_ratio', labels, bufferHitRatio),
          ];
        }),
      ...findings.sequences
        .filter((entry) => sequences.has(tableKey(entry)))
        .flatMap(({ datname, schemaname, relname, usedRatio, secondsLeft }) => {
          const labels = { target, datname, schemaname, relname };
          return [
            sample('presage_postgres_sequence_used_ratio', labels, usedRatio),
            ...optional('presage_postgres_sequence_exhaustion_seconds', labels, secondsLeft),
          ];
        }),
    ],
    dropped: findings.dropped,
    warmup: false,
  };
}

function sample(name: MetricName, labels: Record<string, string>, value: number): MetricSample {
  return { name, labels, value };
}

function optional(name: MetricName, labels: Record<string, string>, value: number | undefined): MetricSample[] {
  return value === undefined ? [] : [sample(name, labels, value)];
}
