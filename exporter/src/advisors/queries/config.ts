import type { Config } from '../../config/config.js';
import type { Job } from '../advisor.js';

/** Settings of one run on one PostgreSQL target. */
export interface QueriesConfig {
  maximumStatements: number;
  minimumCalls: number;
  /** Share of the time of its database that a statement must take to be advised on. */
  minimumShare: number;
  maximumSeries: number;
}

/** One job for each PostgreSQL target that the advisor is to read. */
export function queriesJobs(config: Config): Job<QueriesConfig>[] {
  const settings = config.advisors.queries;
  if (!settings.enabled) return [];
  return config.targets.postgres
    .filter(({ name }) => settings.targets?.includes(name) ?? true)
    .map(({ name }) => ({
      advisor: 'queries',
      target: name,
      config: {
        maximumStatements: settings.max_statements,
        minimumCalls: settings.minimum_calls,
        minimumShare: settings.minimum_share,
        maximumSeries: settings.max_series,
      },
      intervalSeconds: settings.interval,
      timeoutSeconds: settings.timeout,
    }));
}
