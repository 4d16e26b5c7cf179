/** Metrics of the stock exporters that our dashboards put beside ours, by the exporter, under the names that it gives them. */
export const STOCK_METRICS = {
  node: [
    'node_cpu_seconds_total',
    'node_filesystem_avail_bytes',
    'node_filesystem_readonly',
    'node_filesystem_size_bytes',
    'node_load1',
    'node_memory_MemAvailable_bytes',
    'node_memory_MemTotal_bytes',
    'node_uname_info',
  ],
  postgres: [
    'pg_database_size_bytes',
    'pg_settings_max_connections',
    'pg_stat_database_blks_hit',
    'pg_stat_database_blks_read',
    'pg_stat_database_numbackends',
    'pg_stat_database_xact_commit',
    'pg_stat_user_tables_idx_scan',
    'pg_stat_user_tables_n_dead_tup',
    'pg_stat_user_tables_n_live_tup',
    'pg_stat_user_tables_seq_scan',
    'pg_stat_user_tables_seq_tup_read',
    'pg_up',
  ],
  redis: [
    'redis_commands_processed_total',
    'redis_connected_clients',
    'redis_evicted_keys_total',
    'redis_keyspace_hits_total',
    'redis_keyspace_misses_total',
    'redis_memory_max_bytes',
    'redis_memory_used_bytes',
    'redis_up',
  ],
} as const;

export type StockExporter = keyof typeof STOCK_METRICS;
export type StockMetric = (typeof STOCK_METRICS)[StockExporter][number];

/** Names of stock metrics in a PromQL expression. */
export function stockNames(expression: string): string[] {
  return expression.match(/\b(?:node|pg|redis)_\w+(?=\{)/g) ?? [];
}

/** Instant vector selector of a stock metric of the instances that the variables of the dashboard choose. */
export function stock(name: StockMetric, ...matchers: string[]): string {
  return `${name}{${['job=~"$job"', 'instance=~"$instance"', ...matchers].join(', ')}}`;
}

/** Whether a stock exporter publishes a metric of that name. */
export function isStockName(name: string): boolean {
  return Object.values(STOCK_METRICS).some((names) => (names as readonly string[]).includes(name));
}
