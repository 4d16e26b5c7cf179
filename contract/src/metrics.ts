export type MetricType = 'gauge' | 'counter' | 'histogram';

/** One metric family that the exporter publishes. */
export interface MetricDefinition {
  readonly type: MetricType;
  /** Base unit, `ratio` (0 to 1), `timestamp_seconds`, `series` (that of the series it describes), or '' for a plain number. */
  readonly unit: string;
  readonly help: string;
  /** Label names that every sample carries. */
  readonly labels: readonly string[];
  /** True where samples also carry the labels of the user's own series (forecasts and anomalies of PromQL). */
  readonly seriesLabels?: true;
  /** First version that publishes it. */
  readonly since: string;
}

const COMPUTED = 'Computed on an interval, not at scrape time.';
const SINCE = '0.1.0';
const recommendation = ['advisor', 'target', 'id'] as const;
const cache = ['target', 'cache'] as const;
const chain = ['target', 'chain'] as const;
const layer = ['target', 'chain', 'layer'] as const;
const prefix = ['target', 'prefix'] as const;
const statement = ['target', 'datname', 'queryid'] as const;
const postgresTable = ['target', 'datname', 'schemaname', 'relname'] as const;
const forecast = ['target', 'forecast', 'horizon'] as const;
const threshold = ['target', 'forecast', 'threshold'] as const;
const binding = ['target', 'resource', 'forecast', 'threshold'] as const;
const anomaly = ['target', 'anomaly'] as const;
const incident = ['target', 'incident'] as const;
const change = ['target', 'change'] as const;
const cause = ['target', 'cause'] as const;
const correlation = ['target', 'correlation'] as const;
const pair = [...correlation, 'outcome', 'factor'] as const;

function gauge(unit: string, help: string, labels: readonly string[] = [], seriesLabels?: true): MetricDefinition {
  return { type: 'gauge', unit, help, labels, ...(seriesLabels && { seriesLabels }), since: SINCE };
}
function counter(unit: string, help: string, labels: readonly string[] = []): MetricDefinition {
  return { type: 'counter', unit, help, labels, since: SINCE };
}
function histogram(unit: string, help: string, labels: readonly string[] = []): MetricDefinition {
  return { type: 'histogram', unit, help, labels, since: SINCE };
}

/** The one list of metrics that Presage derives or measures of itself. `docs/metrics.md` is generated from it. */
export const METRICS = {
  // the exporter itself
  presage_build_info: gauge('', 'Version of the exporter; always 1.', ['version', 'node_version']),
  presage_config_last_reload_successful: gauge('', 'Whether the last reload of the configuration succeeded.'),
  presage_config_last_reload_success_timestamp_seconds: gauge(
    'timestamp_seconds',
    'When the running configuration was loaded.',
  ),
  presage_advisor_up: gauge('', 'Whether the last run of the advisor on the target succeeded.', ['advisor', 'target']),
  presage_advisor_last_success_timestamp_seconds: gauge(
    'timestamp_seconds',
    'When the advisor last succeeded on the target; its other metrics are as old as this.',
    ['advisor', 'target'],
  ),
  presage_advisor_run_duration_seconds: gauge('seconds', 'How long the last run took, successful or not.', [
    'advisor',
    'target',
  ]),
  presage_advisor_interval_seconds: gauge('seconds', 'Configured time between two runs.', ['advisor', 'target']),
  presage_advisor_runs_total: counter('', 'Runs of the advisor that ended.', ['advisor', 'target']),
  presage_advisor_errors_total: counter('', 'Runs of the advisor that failed, by error code (see docs/errors.md).', [
    'advisor',
    'target',
    'code',
  ]),
  presage_advisor_warmup: gauge('', 'Whether the advisor still gathers the data that it needs before it can speak.', [
    'advisor',
    'target',
  ]),
  presage_series_dropped: gauge('', 'Series of the last run that the cap of the advisor left out.', [
    'advisor',
    'target',
  ]),
  presage_samples_rejected_total: counter('', 'Samples of an advisor that were not fit to be published, by reason.', [
    'advisor',
    'reason',
  ]),
  presage_source_up: gauge('', 'Whether the last request to the target succeeded.', ['source', 'target']),
  presage_source_requests_total: counter(
    '',
    'Requests to the target, retries included, by outcome: ok or error code.',
    ['source', 'target', 'outcome'],
  ),
  presage_source_request_duration_seconds: histogram('seconds', 'Duration of requests to the target.', [
    'source',
    'target',
  ]),
  presage_source_retries_total: counter('', 'Requests that were tried again.', ['source', 'target']),
  presage_http_requests_total: counter('', 'Requests that the exporter answered.', ['route', 'status']),
  presage_http_request_duration_seconds: histogram('seconds', 'Duration of requests that the exporter answered.', [
    'route',
  ]),

  // recommendations of every advisor
  presage_recommendations: gauge('', `Open recommendations. ${COMPUTED}`, ['advisor', 'target', 'action']),
  presage_recommendation_info: gauge(
    '',
    `One open recommendation; always 1. The title is cut at 200 characters, the API has the whole. ${COMPUTED}`,
    [...recommendation, 'action', 'object', 'title'],
  ),
  presage_recommendation_gain_ratio: gauge(
    'ratio',
    `Predicted share of the workload's cost that goes away when it is applied. ${COMPUTED}`,
    recommendation,
  ),
  presage_recommendation_confidence_ratio: gauge(
    'ratio',
    `How sure the advisor is of the recommendation. ${COMPUTED}`,
    recommendation,
  ),
  presage_recommendation_size_bytes: gauge(
    'bytes',
    `Bytes that the change needs (positive) or frees (negative). ${COMPUTED}`,
    recommendation,
  ),

  // cache
  presage_cache_hits_total: counter(
    '',
    `Look-ups that the cache answered since the exporter first saw it, without those of its own. ${COMPUTED}`,
    cache,
  ),
  presage_cache_misses_total: counter(
    '',
    `Look-ups that the cache could not answer since the exporter first saw it, without those of its own. ${COMPUTED}`,
    cache,
  ),
  presage_cache_hit_ratio: gauge(
    'ratio',
    `Hits by look-ups between the last two observations; absent without look-ups. ${COMPUTED}`,
    cache,
  ),
  presage_cache_evictions_total: counter('', `Entries that were thrown out for lack of room. ${COMPUTED}`, cache),
  presage_cache_expirations_total: counter('', `Entries whose time to live ended. ${COMPUTED}`, cache),
  presage_cache_entries: gauge('', `Entries in the cache. ${COMPUTED}`, cache),
  presage_cache_entries_expiring: gauge('', `Entries that have a time to live. ${COMPUTED}`, cache),
  presage_cache_memory_used_bytes: gauge('bytes', `Memory that the entries use. ${COMPUTED}`, cache),
  presage_cache_memory_limit_bytes: gauge(
    'bytes',
    `Memory that the cache may use; absent when unlimited. ${COMPUTED}`,
    cache,
  ),
  presage_cache_fragmentation_ratio: gauge(
    '',
    `Memory that the allocator holds active by memory allocated (1 = none lost). ${COMPUTED}`,
    cache,
  ),
  presage_postgres_buffer_hits_total: counter(
    '',
    `Blocks of the database that were found in shared buffers. ${COMPUTED}`,
    ['target', 'datname'],
  ),
  presage_postgres_buffer_misses_total: counter(
    '',
    `Blocks of the database that were not found in shared buffers. ${COMPUTED}`,
    ['target', 'datname'],
  ),
  presage_postgres_buffer_hit_ratio: gauge(
    'ratio',
    `Share of blocks found in shared buffers between the last two observations. ${COMPUTED}`,
    ['target', 'datname'],
  ),
  presage_postgres_buffercache_available: gauge(
    '',
    `Whether the extension pg_buffercache shows what shared buffers hold. ${COMPUTED}`,
    ['target'],
  ),
  presage_postgres_buffers_bytes: gauge(
    'bytes',
    `Shared buffers by usage count: 5 was used often of late, 0 is the next to go. ${COMPUTED}`,
    ['target', 'usage_count'],
  ),
  presage_postgres_buffers_dirty_ratio: gauge(
    'ratio',
    `Share of the shared buffers in use that is not written yet. ${COMPUTED}`,
    ['target'],
  ),
  presage_postgres_buffered_bytes: gauge('bytes', `Part of the relation in shared buffers. ${COMPUTED}`, postgresTable),
  presage_postgres_buffered_ratio: gauge(
    'ratio',
    `Share of the relation that is in shared buffers. ${COMPUTED}`,
    postgresTable,
  ),

  // streams of accesses to caches
  presage_stream_references_total: counter('', `References to sampled keys that came in. ${COMPUTED}`, ['target']),
  presage_stream_lookups_total: counter('', `Look-ups of all keys that samplers counted. ${COMPUTED}`, ['target']),
  presage_stream_lost_total: counter('', `Sampled references that samplers could not send. ${COMPUTED}`, ['target']),
  presage_stream_monitor_seconds_total: counter(
    'seconds',
    `Time that bursts of MONITOR listened to the server. ${COMPUTED}`,
    ['target'],
  ),
  presage_stream_monitor_bytes_total: counter('', `Bytes that bursts of MONITOR read. ${COMPUTED}`, ['target']),
  presage_stream_monitor_cut_total: counter('', `Bursts of MONITOR that ended at their cap on bytes. ${COMPUTED}`, [
    'target',
  ]),
  presage_cache_curve_miss_ratio: gauge(
    'ratio',
    `Predicted share of look-ups that miss in a cache with this share of the working set. ${COMPUTED}`,
    ['target', 'policy', 'unit', 'size_ratio'],
  ),
  presage_cache_curve_confidence_ratio: gauge('ratio', `How sure the miss-ratio curves are. ${COMPUTED}`, ['target']),
  presage_cache_sampled_keys: gauge('', `Keys that the curves rest on. ${COMPUTED}`, ['target']),
  presage_cache_sample_ratio: gauge('ratio', `Share of all keys that is sampled. ${COMPUTED}`, ['target']),
  presage_cache_observed_miss_ratio: gauge(
    'ratio',
    `Share of look-ups that the real cache missed, from the sampled keys. ${COMPUTED}`,
    ['target'],
  ),
  presage_cache_predicted_miss_ratio: gauge(
    'ratio',
    `Predicted share of look-ups that miss: at the present size, as advised, or in a cache without limit. ${COMPUTED}`,
    ['target', 'scenario'],
  ),
  presage_cache_working_set_entries: gauge('', `Entries that a cache without limit holds at most. ${COMPUTED}`, [
    'target',
  ]),
  presage_cache_working_set_bytes: gauge('bytes', `Memory that a cache without limit takes at most. ${COMPUTED}`, [
    'target',
  ]),
  presage_cache_knee_entries: gauge('', `Size in entries from which more room pays less. ${COMPUTED}`, ['target']),
  presage_cache_knee_bytes: gauge('bytes', `Size from which more room pays less. ${COMPUTED}`, ['target']),
  presage_cache_target_entries: gauge(
    '',
    `Smallest size in entries that is predicted to reach the target hit ratio; absent when none does. ${COMPUTED}`,
    ['target'],
  ),
  presage_cache_target_bytes: gauge(
    'bytes',
    `Smallest size that is predicted to reach the target hit ratio; absent when none does. ${COMPUTED}`,
    ['target'],
  ),
  presage_cache_shrinkable_bytes: gauge(
    'bytes',
    `Memory that the cache can lose for half a point of hit ratio. ${COMPUTED}`,
    ['target'],
  ),
  presage_cache_gigabyte_gain_ratio: gauge('ratio', `Hit ratio that one more GiB is predicted to bring. ${COMPUTED}`, [
    'target',
  ]),
  presage_cache_policy_gain_ratio: gauge(
    'ratio',
    `Hit ratio that the best eviction policy is predicted to bring at the present size. ${COMPUTED}`,
    ['target', 'policy'],
  ),
  presage_cache_admission_gain_ratio: gauge(
    'ratio',
    `Hit ratio that storing only what is asked for twice is predicted to bring. ${COMPUTED}`,
    ['target'],
  ),
  presage_cache_one_hit_ratio: gauge('ratio', `Share of the keys that were looked up once only. ${COMPUTED}`, [
    'target',
  ]),
  presage_cache_prefix_lookup_ratio: gauge(
    'ratio',
    `Share of the look-ups that keys with the prefix have. ${COMPUTED}`,
    ['target', 'prefix'],
  ),
  presage_cache_prefix_size_ratio: gauge('ratio', `Share of the room that keys with the prefix want. ${COMPUTED}`, [
    'target',
    'prefix',
  ]),
  presage_cache_prefix_hit_ratio: gauge('ratio', `Predicted hit ratio of keys with the prefix. ${COMPUTED}`, [
    'target',
    'prefix',
  ]),
  presage_cache_prefix_expired_ratio: gauge(
    'ratio',
    `Share of all look-ups that miss only because a key with the prefix has expired. ${COMPUTED}`,
    ['target', 'prefix'],
  ),
  presage_cache_advised_ttl_seconds: gauge(
    'seconds',
    `Time to live that is advised for keys with the prefix; absent without advice. ${COMPUTED}`,
    ['target', 'prefix'],
  ),
  presage_cache_monthly_cost: gauge(
    '',
    `What the cache costs a month at the configured prices, by part: memory or misses. ${COMPUTED}`,
    ['target', 'currency', 'part'],
  ),
  presage_cache_monthly_saving: gauge(
    '',
    `What the advised size and times to live are predicted to save a month. ${COMPUTED}`,
    ['target', 'currency'],
  ),
  presage_cache_hit_cost: gauge('', `Cost of the memory by hits. ${COMPUTED}`, ['target', 'currency']),

  // indexes
  presage_index_recommendation_info: gauge(
    '',
    `One open index recommendation with its object as the stock exporter labels it; always 1. The DDL is cut at 300 characters. ${COMPUTED}`,
    ['target', 'id', 'action', 'datname', 'schemaname', 'relname', 'indexrelname', 'ddl'],
  ),
  presage_index_opinion_disagreement_ratio: gauge(
    'ratio',
    `How far the saving of a recommended index for common values of the parameters falls behind that for unknown ones. ${COMPUTED}`,
    ['target', 'id'],
  ),
  presage_index_wasted_bytes: gauge('bytes', `Size of indexes that serve nothing, by reason. ${COMPUTED}`, [
    'target',
    'datname',
    'reason',
  ]),
  presage_index_statements: gauge('', `Statements of the last run that were analysed. ${COMPUTED}`, [
    'target',
    'datname',
  ]),
  presage_index_statements_skipped: gauge(
    '',
    `Statements of the last run that could not be analysed, by reason. ${COMPUTED}`,
    ['target', 'datname', 'reason'],
  ),
  presage_index_planner_calls: gauge('', `EXPLAIN calls that the last run made on the server. ${COMPUTED}`, [
    'target',
    'datname',
  ]),
  presage_index_hypothetical_available: gauge('', `Whether HypoPG validates the candidates. ${COMPUTED}`, [
    'target',
    'datname',
  ]),

  // queries
  presage_query_info: gauge(
    '',
    `One of the statements that take most time, its text cut at 200 characters; always 1. ${COMPUTED}`,
    [...statement, 'query'],
  ),
  presage_query_time_share_ratio: gauge(
    'ratio',
    `Share of the time of its database that the statement takes, smoothed over the last runs. ${COMPUTED}`,
    statement,
  ),
  presage_query_mean_seconds: gauge('seconds', `Time of a call since the run before. ${COMPUTED}`, statement),
  presage_query_slowdown_factor: gauge(
    '',
    `Time of a call by that before it became slower for good; absent where it did not. ${COMPUTED}`,
    statement,
  ),

  // connections
  presage_postgres_connections_used: gauge('', `Client connections that are open. ${COMPUTED}`, ['target']),
  presage_postgres_connections_limit: gauge(
    '',
    `Client connections that the server allows, less those reserved. ${COMPUTED}`,
    ['target'],
  ),
  presage_postgres_sessions: gauge('', `Sessions by state, averaged over some samples a run. ${COMPUTED}`, [
    'target',
    'datname',
    'state',
  ]),
  presage_postgres_sessions_working: gauge(
    '',
    `Sessions at work on average since the last run (Little's law). ${COMPUTED}`,
    ['target'],
  ),
  presage_postgres_sessions_waiting: gauge('', `Sessions at work that wait, by what for. ${COMPUTED}`, [
    'target',
    'wait_event_type',
  ]),
  presage_postgres_pool_size_advised: gauge(
    '',
    `Connections with which less than 1 % of the requests wait at busy times. ${COMPUTED}`,
    ['target'],
  ),
  presage_postgres_sessions_blocked: gauge('', `Sessions that wait for a lock. ${COMPUTED}`, ['target']),
  presage_postgres_blocked_seconds: gauge(
    'seconds',
    `How long the session that waits longest for a lock has been waiting, 0 when none does. ${COMPUTED}`,
    ['target'],
  ),
  presage_postgres_idle_in_transaction_seconds: gauge(
    'seconds',
    `How long a transaction beyond idle_in_transaction_after has done nothing, 0 when there is none. ${COMPUTED}`,
    ['target'],
  ),

  // tables
  presage_postgres_table_dead_ratio: gauge('ratio', `Dead rows by all rows of the table. ${COMPUTED}`, postgresTable),
  presage_postgres_table_bloat_bytes: gauge(
    'bytes',
    `Bytes of a large table that its live rows do not need, estimated from statistics. ${COMPUTED}`,
    postgresTable,
  ),
  presage_postgres_table_buffer_hit_ratio: gauge(
    'ratio',
    `Share of the table's blocks that were found in shared buffers since counting began. ${COMPUTED}`,
    postgresTable,
  ),
  presage_postgres_table_oldest_row_transactions: gauge(
    '',
    `Transactions since the oldest row of the table that is not frozen. ${COMPUTED}`,
    postgresTable,
  ),
  presage_postgres_transaction_ids_remaining: gauge(
    '',
    `Transaction ids left until the database stops taking writes, if nothing is vacuumed. ${COMPUTED}`,
    ['target', 'datname'],
  ),
  presage_postgres_wraparound_seconds: gauge(
    'seconds',
    `Time until the transaction ids of the database run out at the present rate, if nothing is vacuumed. ${COMPUTED}`,
    ['target', 'datname'],
  ),
  presage_postgres_vacuum_horizon_transactions: gauge(
    '',
    `Transactions since the oldest session, slot, standby or prepared transaction that keeps VACUUM from removing rows. ${COMPUTED}`,
    ['target', 'holder'],
  ),
  presage_postgres_sequence_used_ratio: gauge(
    'ratio',
    `Share of its values, or those of the column it fills, that the sequence has used. ${COMPUTED}`,
    postgresTable,
  ),
  presage_postgres_sequence_exhaustion_seconds: gauge(
    'seconds',
    `Time until the sequence draws its last value at the rate of the last days. ${COMPUTED}`,
    postgresTable,
  ),

  // keys of Redis
  presage_keyspace_command_available: gauge(
    '',
    `Whether the inspection may run a command on the server; 0 names what is left out. ${COMPUTED}`,
    ['target', 'command'],
  ),
  presage_keyspace_keys: gauge('', `Keys in the database of the target. ${COMPUTED}`, cache),
  presage_keyspace_keys_sampled: gauge(
    '',
    `Keys in the sample that the prefixes are estimated from. ${COMPUTED}`,
    cache,
  ),
  presage_keyspace_scan_busy_seconds: gauge(
    'seconds',
    `Time that the last scan took of the server at most. ${COMPUTED}`,
    cache,
  ),
  presage_keyspace_scan_longest_seconds: gauge(
    'seconds',
    `Longest round trip of the last scan, without the time on the way. ${COMPUTED}`,
    cache,
  ),
  presage_keyspace_prefix_keys: gauge('', `Keys of the prefix, estimated from a sample. ${COMPUTED}`, prefix),
  presage_keyspace_prefix_keys_error: gauge(
    '',
    `Half width of the 95 % interval of the number of keys; 0 where all were seen. ${COMPUTED}`,
    prefix,
  ),
  presage_keyspace_prefix_memory_bytes: gauge(
    'bytes',
    `Memory of the keys of the prefix, estimated from a sample. ${COMPUTED}`,
    prefix,
  ),
  presage_keyspace_prefix_memory_error_bytes: gauge(
    'bytes',
    `Half width of the 95 % interval of the memory; 0 where all keys were seen. ${COMPUTED}`,
    prefix,
  ),
  presage_keyspace_prefix_largest_key_bytes: gauge(
    'bytes',
    `Memory of the largest key of the prefix in the sample. ${COMPUTED}`,
    prefix,
  ),
  presage_keyspace_prefix_persistent_ratio: gauge(
    'ratio',
    `Share of the keys of the prefix that have no time to live. ${COMPUTED}`,
    prefix,
  ),
  presage_keyspace_prefix_frequency: gauge(
    '',
    `Mean access counter of the keys of the prefix, 0 to 255, where the policy is LFU. ${COMPUTED}`,
    prefix,
  ),
  presage_keyspace_prefix_idle_seconds: gauge(
    'seconds',
    `Time since keys of the prefix were last used: as much or less for that share of them, where the policy is not LFU. ${COMPUTED}`,
    [...prefix, 'share'],
  ),
  presage_keyspace_prefix_ttl_seconds: gauge(
    'seconds',
    `Time that expiring keys of the prefix have left: as much or less for that share of them. ${COMPUTED}`,
    [...prefix, 'share'],
  ),
  presage_redis_replicas: gauge('', `Replicas that are connected to the master. ${COMPUTED}`, cache),
  presage_redis_replica_lag_bytes: gauge(
    'bytes',
    `Writes that the replica furthest behind has not confirmed. ${COMPUTED}`,
    cache,
  ),
  presage_redis_replica_lag_seconds: gauge(
    'seconds',
    `Time since the quietest replica was heard of. ${COMPUTED}`,
    cache,
  ),
  presage_redis_backlog_bytes: gauge('bytes', `Size of the replication backlog. ${COMPUTED}`, cache),
  presage_redis_backlog_seconds: gauge(
    'seconds',
    `How long a replica may be away before it must copy everything, at the present rate of writes. ${COMPUTED}`,
    cache,
  ),
  presage_redis_client_largest_output_bytes: gauge(
    'bytes',
    `Largest reply that a client has not taken yet. ${COMPUTED}`,
    cache,
  ),
  presage_redis_clients_idle: gauge('', `Clients that have asked for nothing for an hour. ${COMPUTED}`, cache),
  presage_redis_largest_slot_keys_ratio: gauge(
    'ratio',
    `Keys in the fullest slot by keys of the node, where the server counts them. ${COMPUTED}`,
    cache,
  ),
  presage_redis_largest_key_size: gauge(
    '',
    `Power of two that the largest key reaches, in bytes of strings and items of others, where the server counts them. ${COMPUTED}`,
    [...cache, 'key_type'],
  ),
  presage_redis_command_latency_seconds: gauge(
    'seconds',
    `The 99th percentile of the time that a command took since the run before, of the most frequent commands. ${COMPUTED}`,
    [...cache, 'command'],
  ),
  presage_redis_latency_spike_seconds: gauge(
    'seconds',
    `Latest spike of an event that the latency monitor of the server has recorded. ${COMPUTED}`,
    [...cache, 'event'],
  ),

  // layers of caches
  presage_cache_chain_up: gauge(
    '',
    `Whether hits and misses of every layer of the chain are known. ${COMPUTED}`,
    chain,
  ),
  presage_cache_chain_hit_ratio: gauge('ratio', `Share of requests that never reach the origin. ${COMPUTED}`, chain),
  presage_cache_chain_origin_requests: gauge(
    '',
    `Requests a second that reach the origin: the misses of the last layer. ${COMPUTED}`,
    chain,
  ),
  presage_cache_layer_requests: gauge('', `Look-ups a second of the layer. ${COMPUTED}`, layer),
  presage_cache_layer_hit_ratio: gauge('ratio', `Hits by look-ups of the layer. ${COMPUTED}`, layer),
  presage_cache_layer_absorbed_ratio: gauge(
    'ratio',
    `Share of all requests to the chain that the layer answers. ${COMPUTED}`,
    layer,
  ),
  presage_cache_layer_loss_factor: gauge(
    '',
    `Load of the origin when the layer is lost and the others answer as before, in times of that of now. ${COMPUTED}`,
    layer,
  ),
  presage_cache_layer_gain_ratio: gauge(
    'ratio',
    `Share of the origin's load that goes away when the layer is as good as at its best. ${COMPUTED}`,
    layer,
  ),

  // forecasts
  presage_forecast_up: gauge('', `Whether the expression of the rule could be evaluated. ${COMPUTED}`, [
    'target',
    'forecast',
  ]),
  presage_forecast_value: gauge('series', `Value predicted for now plus the horizon. ${COMPUTED}`, forecast, true),
  presage_forecast_lower: gauge('series', `Lower bound of the prediction interval. ${COMPUTED}`, forecast, true),
  presage_forecast_upper: gauge('series', `Upper bound of the prediction interval. ${COMPUTED}`, forecast, true),
  presage_forecast_observed_value: gauge(
    'series',
    `Latest value of the series that was observed. ${COMPUTED}`,
    ['target', 'forecast'],
    true,
  ),
  presage_forecast_seconds_until_threshold: gauge(
    'seconds',
    `Time until the prediction crosses the threshold, 0 when it is crossed now; absent when it does not within the horizon, or when no trend carries it there. ${COMPUTED}`,
    threshold,
    true,
  ),
  presage_forecast_threshold_crossing_seconds: gauge(
    'seconds',
    `Time by which the threshold is crossed with the probability 0.1, 0.5 or 0.9; absent when it is not within the horizon. ${COMPUTED}`,
    [...threshold, 'probability'],
    true,
  ),
  presage_forecast_threshold_risk_ratio: gauge(
    'ratio',
    `Probability that the threshold is crossed within the horizon. ${COMPUTED}`,
    threshold,
    true,
  ),
  presage_forecast_headroom_ratio: gauge(
    'ratio',
    `Share of the room up to the threshold that is free now, 0 when it is crossed. ${COMPUTED}`,
    threshold,
    true,
  ),
  presage_forecast_threshold: gauge(
    'series',
    `The threshold of the series, a number or the value of an expression. ${COMPUTED}`,
    threshold,
    true,
  ),
  presage_capacity_binding_risk_ratio: gauge(
    'ratio',
    `Risk of the one resource that runs out first: the probability that it does within its horizon. ${COMPUTED}`,
    binding,
    true,
  ),
  presage_capacity_binding_seconds: gauge(
    'seconds',
    `Time until the resource that runs out first does; absent when none does within its horizon. ${COMPUTED}`,
    binding,
    true,
  ),
  presage_forecast_confidence_ratio: gauge(
    'ratio',
    `How far the forecast beats a constant in the backtest on this series. ${COMPUTED}`,
    ['target', 'forecast'],
    true,
  ),
  presage_forecast_warmup: gauge(
    '',
    `Whether the series is still too short for a forecast. ${COMPUTED}`,
    ['target', 'forecast'],
    true,
  ),
  presage_forecast_valid: gauge(
    '',
    `Whether the forecast should be used; presage_forecast_invalid_info says why not. ${COMPUTED}`,
    ['target', 'forecast'],
    true,
  ),
  presage_forecast_invalid_info: gauge(
    '',
    `One reason why the forecast should not be used; always 1, absent when there is none. ${COMPUTED}`,
    ['target', 'forecast', 'reason'],
    true,
  ),
  presage_forecast_error_ratio: gauge(
    'ratio',
    `Mean absolute error of the forecasts that were published the horizon ago by the mean absolute value that came. ${COMPUTED}`,
    forecast,
    true,
  ),
  presage_forecast_interval_coverage_ratio: gauge(
    'ratio',
    `Share of what came that lay within the intervals that were published the horizon ago. ${COMPUTED}`,
    forecast,
    true,
  ),
  presage_forecast_interval_scale_ratio: gauge(
    'ratio',
    `Factor by which the interval was made wider or narrower than its backtest says, after what came of those before it; absent until enough were compared. ${COMPUTED}`,
    forecast,
    true,
  ),
  presage_forecast_interval_level_ratio: gauge(
    'ratio',
    `Share of what comes that the intervals of the rule promise to hold. ${COMPUTED}`,
    ['target', 'forecast'],
  ),
  presage_forecast_backtest_error_ratio: gauge(
    'ratio',
    `Mean absolute error of the backtest by the mean absolute value of the series. ${COMPUTED}`,
    ['target', 'forecast'],
    true,
  ),

  // anomalies
  presage_anomaly_up: gauge('', `Whether the expression of the rule could be evaluated. ${COMPUTED}`, anomaly),
  presage_anomaly_score: gauge(
    '',
    `Distance from the expected value: 1 is the edge of normal at the rule's sensitivity. ${COMPUTED}`,
    anomaly,
    true,
  ),
  presage_anomaly_active: gauge('', `Whether the series is anomalous, with hysteresis. ${COMPUTED}`, anomaly, true),
  presage_anomaly_detector_info: gauge(
    '',
    `The detector that spoke last and the side of normal, while there is an alarm; always 1. ${COMPUTED}`,
    [...anomaly, 'detector', 'direction'],
    true,
  ),
  presage_anomaly_group_score: gauge(
    '',
    `How odd the series of a group are together; 1 is the edge of normal. ${COMPUTED}`,
    anomaly,
    true,
  ),
  presage_anomaly_group_active: gauge(
    '',
    `Whether the series of a group are anomalous together, with hysteresis. ${COMPUTED}`,
    anomaly,
    true,
  ),
  presage_anomaly_group_odd_series: gauge('', `Series of the group that are odd now. ${COMPUTED}`, anomaly, true),
  presage_anomaly_incidents: gauge(
    '',
    `Incidents now: alarms of series that belong together count as one. ${COMPUTED}`,
    ['target'],
  ),
  presage_anomaly_incident_series: gauge('', `Series with an alarm that belong to the incident. ${COMPUTED}`, incident),
  presage_anomaly_incident_start_timestamp_seconds: gauge(
    'timestamp_seconds',
    `When the first alarm of the incident began. ${COMPUTED}`,
    incident,
  ),
  presage_anomaly_incident_info: gauge(
    '',
    `The incident that the alarm of the series belongs to; always 1. ${COMPUTED}`,
    [...anomaly, 'incident'],
    true,
  ),
  presage_anomaly_observed_value: gauge('series', `Value that was scored. ${COMPUTED}`, anomaly, true),
  presage_anomaly_expected_value: gauge('series', `Value that the past makes likely now. ${COMPUTED}`, anomaly, true),
  presage_anomaly_expected_lower: gauge('series', `Lower edge of normal. ${COMPUTED}`, anomaly, true),
  presage_anomaly_expected_upper: gauge('series', `Upper edge of normal. ${COMPUTED}`, anomaly, true),
  presage_anomaly_warmup: gauge('', `Whether the history is still too short for a score. ${COMPUTED}`, anomaly, true),

  // changes
  presage_change_up: gauge('', `Whether the expressions of the rule could be evaluated. ${COMPUTED}`, change),
  presage_change_points: gauge('', `Change points within the history of the rule. ${COMPUTED}`, change, true),
  presage_change_last_timestamp_seconds: gauge(
    'timestamp_seconds',
    `When the series last changed for good; absent when it did not within the history. ${COMPUTED}`,
    change,
    true,
  ),
  presage_change_last_effect: gauge(
    '',
    `Relative change of the level at the last change point (0.1 = a tenth higher). ${COMPUTED}`,
    change,
    true,
  ),
  presage_change_last_confidence_ratio: gauge('ratio', `How sure the last change point is. ${COMPUTED}`, change, true),
  presage_deployment_timestamp_seconds: gauge(
    'timestamp_seconds',
    `When the newest deployment happened that the rule knows of. ${COMPUTED}`,
    change,
  ),
  presage_deployment_verdict: gauge(
    '',
    `Whether this is what the newest deployment did to the series: better, worse, same or unsure. ${COMPUTED}`,
    [...change, 'verdict'],
    true,
  ),
  presage_deployment_effect: gauge(
    '',
    `Relative change of the level since the newest deployment (0.1 = a tenth higher). ${COMPUTED}`,
    change,
    true,
  ),
  presage_deployment_confidence_ratio: gauge(
    'ratio',
    `How sure it is that the level changed with the newest deployment. ${COMPUTED}`,
    change,
    true,
  ),
  presage_deployment_rollback_advised: gauge(
    '',
    `Whether the newest deployment made the series worse, so that going back is advised. ${COMPUTED}`,
    change,
    true,
  ),

  // causes
  presage_cause_up: gauge('', `Whether the expressions of the rule could be evaluated. ${COMPUTED}`, cause),
  presage_cause_incident_active: gauge(
    '',
    `Whether there is an incident that causes are ranked for. ${COMPUTED}`,
    cause,
  ),
  presage_cause_incident_start_timestamp_seconds: gauge(
    'timestamp_seconds',
    `When the incident began; absent without one. ${COMPUTED}`,
    cause,
  ),
  presage_cause_score: gauge(
    '',
    `How likely the series, or the service, is the cause of the incident, 0 to 1; only the first ones, while it lasts. ${COMPUTED}`,
    cause,
    true,
  ),
  presage_cause_deviation: gauge(
    '',
    `How far the likely cause left the usual within the incident, in times of what is usual. ${COMPUTED}`,
    cause,
    true,
  ),
  presage_cause_onset_timestamp_seconds: gauge(
    'timestamp_seconds',
    `When the likely cause left the usual. ${COMPUTED}`,
    cause,
    true,
  ),
  presage_correlation_up: gauge('', `Whether the expressions of the rule could be evaluated. ${COMPUTED}`, correlation),
  presage_correlation_strength: gauge(
    '',
    `Rank correlation of two series without seasons at their lag, -1 to 1; only where it is significant. ${COMPUTED}`,
    pair,
  ),
  presage_correlation_lag_seconds: gauge(
    'seconds',
    `How much the factor moves before the outcome; negative: after. ${COMPUTED}`,
    pair,
  ),
  presage_correlation_confidence_ratio: gauge(
    'ratio',
    `How sure the correlation is, after allowing for autocorrelation and for all pairs and lags that were tried. ${COMPUTED}`,
    pair,
  ),
} as const satisfies Record<string, MetricDefinition>;

export type MetricName = keyof typeof METRICS;

/** Families of prom-client's default collector that `/metrics` shows besides `METRICS`. */
export const PROCESS_METRIC_PREFIXES = ['process_', 'nodejs_'] as const;

/** One sample of a family of `METRICS`. Not finite values are not published: unknown is absent. */
export interface MetricSample {
  name: MetricName;
  labels: Record<string, string>;
  value: number;
}
