import type { Config } from '../../config/config.js';
import type { Job } from '../advisor.js';

/** Settings of one run on one PostgreSQL target; durations in seconds. */
export interface ConnectionsConfig {
  idleInTransactionAfter: number;
  blockedAfter: number;
  highUse: number;
  maximumSeries: number;
}

/** One job for each PostgreSQL target that the advisor is to read. */
export function connectionsJobs(config: Config): Job<ConnectionsConfig>[] {
  const settings = config.advisors.connections;
  if (!settings.enabled) return [];
  return config.targets.postgres
    .filter(({ name }) => settings.targets?.includes(name) ?? true)
    .map(({ name }) => ({
      advisor: 'connections',
      target: name,
      config: {
        idleInTransactionAfter: settings.idle_in_transaction_after,
        blockedAfter: settings.blocked_after,
        highUse: settings.high_use,
        maximumSeries: settings.max_series,
      },
      intervalSeconds: settings.interval,
      timeoutSeconds: settings.timeout,
    }));
}
