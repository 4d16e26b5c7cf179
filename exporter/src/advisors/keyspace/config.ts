import type { PrefixPattern } from '../../analysis/keyspace/prefix.js';
import type { Config } from '../../config/config.js';
import type { Job } from '../advisor.js';
import type { ScanLimits } from './scan.js';

/** Settings of one run on one target. */
export interface KeyspaceConfig extends ScanLimits {
  /** In a cluster every master is a cache of its own. */
  perNode: boolean;
  prefixes: PrefixPattern[];
  maximumPrefixes: number;
  /** Most keys that are remembered from run to run, over all nodes. */
  sampleKeys: number;
  maximumSeries: number;
}

/** A run ends well before the next begins. */
const BUSY_SHARE = 0.5;

/** One job for each Redis target that the advisor is to read. */
export function keyspaceJobs(config: Config): Job<KeyspaceConfig>[] {
  const settings = config.advisors.keyspace;
  if (!settings.enabled) return [];
  return config.targets.redis
    .filter(({ name }) => settings.targets?.includes(name) ?? true)
    .map(({ name, mode }) => ({
      advisor: 'keyspace',
      target: name,
      config: {
        perNode: mode === 'cluster',
        keysPerRun: settings.keys_per_run,
        loadRatio: settings.max_load_ratio,
        budgetSeconds: BUSY_SHARE * Math.min(settings.interval, settings.timeout),
        prefixes: settings.prefixes,
        maximumPrefixes: settings.max_prefixes,
        sampleKeys: settings.sample_keys,
        maximumSeries: settings.max_series,
      },
      intervalSeconds: settings.interval,
      timeoutSeconds: settings.timeout,
    }));
}
