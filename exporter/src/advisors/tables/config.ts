import type { Config } from '../../config/config.js';
import type { Job } from '../advisor.js';

/** Settings of one run on one PostgreSQL target. */
export interface TablesConfig {
  /** Tables from this size on are looked at for partitions. */
  partitionAboveBytes: number;
  maximumSeries: number;
}

/** One job for each PostgreSQL target that the advisor is to read. */
export function tablesJobs(config: Config): Job<TablesConfig>[] {
  const settings = config.advisors.tables;
  if (!settings.enabled) return [];
  return config.targets.postgres
    .filter(({ name }) => settings.targets?.includes(name) ?? true)
    .map(({ name }) => ({
      advisor: 'tables',
      target: name,
      config: { partitionAboveBytes: settings.partition_above_bytes, maximumSeries: settings.max_series },
      intervalSeconds: settings.interval,
      timeoutSeconds: settings.timeout,
    }));
}
