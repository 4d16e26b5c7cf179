import type { CacheChain, Config } from '../../config/config.js';
import type { Job } from '../advisor.js';

/** Settings of one run on one Prometheus target. */
export interface LayersConfig {
  chains: CacheChain[];
  maximumSeries: number;
}

/** One job for each Prometheus target that a chain reads. */
export function layersJobs(config: Config): Job<LayersConfig>[] {
  const settings = config.advisors.layers;
  const first = config.targets.prometheus[0]?.name;
  if (!settings.enabled || first === undefined) return [];
  return config.targets.prometheus.flatMap(({ name }) => {
    const chains = settings.chains.filter(({ target = first }) => target === name);
    if (chains.length === 0) return [];
    return [
      {
        advisor: 'layers' as const,
        target: name,
        config: { chains, maximumSeries: settings.max_series },
        intervalSeconds: settings.interval,
        timeoutSeconds: settings.timeout,
      },
    ];
  });
}
