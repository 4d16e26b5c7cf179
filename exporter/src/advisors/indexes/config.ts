import type { Config } from '../../config/config.js';
import type { Job } from '../advisor.js';

/** Settings of one run on one PostgreSQL target; durations in seconds. */
export interface IndexesConfig {
  maximumStatements: number;
  minimumCalls: number;
  minimumGainRatio: number;
  unusedAfter: number;
  maximumSeries: number;
  /** Where Prometheus keeps how often the indexes of the target were scanned. */
  scanHistory?: ScanHistoryConfig;
}

export interface ScanHistoryConfig {
  target: string;
  /** Label matchers that name the server and its replicas. */
  selector: string;
  window: number;
}

/** One job for each PostgreSQL target that the advisor is to read. */
export function indexesJobs(config: Config): Job<IndexesConfig>[] {
  const settings = config.advisors.indexes;
  if (!settings.enabled) return [];
  return config.targets.postgres
    .filter(({ name }) => settings.targets?.includes(name) ?? true)
    .map(({ name, scan_history: scanHistory }) => ({
      advisor: 'indexes',
      target: name,
      config: {
        maximumStatements: settings.max_statements,
        minimumCalls: settings.minimum_calls,
        minimumGainRatio: settings.minimum_gain_ratio,
        unusedAfter: settings.unused_after,
        maximumSeries: settings.max_series,
        ...(scanHistory && { scanHistory }),
      },
      intervalSeconds: settings.interval,
      timeoutSeconds: settings.timeout,
    }));
}
