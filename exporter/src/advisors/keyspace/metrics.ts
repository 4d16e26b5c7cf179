import type { MetricSample } from '@presage/contract/metrics';
import type { PrefixSummary } from '../../analysis/keyspace/estimate.js';
import type { Job, PublishedMetrics } from '../advisor.js';
import { knownSamples } from '../known-samples.js';
import { recommendationSamples } from '../recommendation-metrics.js';
import type { InspectionCommand } from './commands.js';
import type { KeyspaceConfig } from './config.js';
import type { KeyspaceFindings, NodeFindings } from './findings.js';

/** Most series of a prefix, a node, a recommendation, and of the target itself. */
export const SERIES = { prefix: 12, node: 48, recommendation: 4, target: 16 } as const;

/** Everything that the advisor publishes of one target. */
export function keyspaceMetrics(findings: KeyspaceFindings, { target }: Job<KeyspaceConfig>): PublishedMetrics {
  const { nodes, prefixes, commands, recommendations, publishedRecommendations } = findings;
  const works = (command: InspectionCommand) =>
    commands.some((state) => state.command === command && state.skipped === undefined);
  const shown = recommendations.filter(({ id }) => publishedRecommendations.includes(id));
  const sampled = nodes.reduce((sum, { sample }) => sum + sample.length, 0);
  return {
    samples: [
      ...commands.map(
        ({ command, skipped }): MetricSample => ({
          name: 'presage_keyspace_command_available',
          labels: { target, command },
          value: skipped === undefined ? 1 : 0,
        }),
      ),
      ...nodes.flatMap((node) => nodeSamples(target, node)),
      ...prefixes.flatMap((prefix) => prefixSamples(target, prefix, works('MEMORY USAGE'))),
      ...recommendationSamples('keyspace', target, recommendations, shown, ['change_setting']),
    ],
    dropped: findings.prefixesDropped * SERIES.prefix + findings.droppedSeries,
    warmup: sampled === 0 && nodes.some(({ keys }) => keys > 0),
  };
}

function prefixSamples(target: string, summary: PrefixSummary, hasMemory: boolean): MetricSample[] {
  const { prefix, keys, memoryBytes, persistentRatio, frequency, largestKey, idleSeconds, ttlSeconds } = summary;
  const labels = { target, prefix };
  return [
    ...knownSamples(labels, {
      presage_keyspace_prefix_keys: keys.value,
      presage_keyspace_prefix_keys_error: keys.error,
      presage_keyspace_prefix_memory_bytes: hasMemory ? memoryBytes.value : undefined,
      presage_keyspace_prefix_memory_error_bytes: hasMemory ? memoryBytes.error : undefined,
      presage_keyspace_prefix_largest_key_bytes: hasMemory ? largestKey.memoryBytes : undefined,
      presage_keyspace_prefix_persistent_ratio: persistentRatio,
      presage_keyspace_prefix_frequency: frequency,
    }),
    ...knownSamples(
      { ...labels, share: '0.5' },
      {
        presage_keyspace_prefix_idle_seconds: idleSeconds?.p50,
        presage_keyspace_prefix_ttl_seconds: ttlSeconds?.p50,
      },
    ),
    ...knownSamples(
      { ...labels, share: '0.9' },
      {
        presage_keyspace_prefix_idle_seconds: idleSeconds?.p90,
        presage_keyspace_prefix_ttl_seconds: ttlSeconds?.p90,
      },
    ),
  ];
}

function nodeSamples(target: string, node: NodeFindings): MetricSample[] {
  const { cache, state, clients, slots } = node;
  const labels = { target, cache };
  const largest = slots?.[0];
  return [
    ...knownSamples(labels, {
      presage_keyspace_keys: node.keys,
      presage_keyspace_keys_sampled: node.sample.length,
      presage_keyspace_scan_busy_seconds: node.busySeconds,
      presage_keyspace_scan_longest_seconds: node.longestSeconds,
      presage_redis_replicas: state.replication?.replicas,
      presage_redis_replica_lag_bytes: state.replication?.lagBytes,
      presage_redis_replica_lag_seconds: state.replication?.lagSeconds,
      presage_redis_backlog_bytes: state.replication?.backlogBytes,
      presage_redis_backlog_seconds: node.backlogSeconds,
      presage_redis_client_largest_output_bytes: clients?.largestOutputBytes,
      presage_redis_clients_idle: clients?.idleClients,
      presage_redis_largest_slot_keys_ratio: largest && node.keys > 0 ? largest.keys / node.keys : undefined,
    }),
    ...node.latencies.map(
      ({ command, seconds }): MetricSample => ({
        name: 'presage_redis_command_latency_seconds',
        labels: { ...labels, command },
        value: seconds,
      }),
    ),
    ...(node.spikes ?? []).slice(0, MOST_EVENTS).map(
      ({ event, seconds }): MetricSample => ({
        name: 'presage_redis_latency_spike_seconds',
        labels: { ...labels, event },
        value: seconds,
      }),
    ),
    ...Object.entries(node.keySizes ?? {})
      .slice(0, MOST_TYPES)
      .flatMap(([type, sizes]) =>
        knownSamples(
          { ...labels, key_type: type },
          { presage_redis_largest_key_size: sizes.filter(({ keys }) => keys > 0).at(-1)?.size },
        ),
      ),
  ];
}

const MOST_EVENTS = 16;
const MOST_TYPES = 6;
