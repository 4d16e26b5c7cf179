import type { MetricName, MetricSample } from '@presage/contract/metrics';
import type { Job, PublishedMetrics } from '../advisor.js';
import { recommendationSamples } from '../recommendation-metrics.js';
import type { LayersFindings } from './analyse.js';
import type { LayersConfig } from './config.js';

/** Series of one layer, one chain and one recommendation. */
const SERIES = { layer: 5, chain: 3, recommendation: 3, counts: 1 };

/** Everything that the advisor publishes of one target. Chains beyond the cap are left out whole. */
export function layersMetrics(findings: LayersFindings, { target, config }: Job<LayersConfig>): PublishedMetrics {
  let left = config.maximumSeries - SERIES.counts;
  let dropped = 0;
  const samples: MetricSample[] = [];
  for (const { name: chain, state } of findings.chains) {
    const needed = SERIES.chain + SERIES.layer * (state?.layers.length ?? 0);
    if (needed > left) {
      dropped += needed;
      continue;
    }
    left -= needed;
    samples.push(...known({ target, chain }, { presage_cache_chain_up: state ? 1 : 0 }));
    if (!state) continue;
    samples.push(
      ...known(
        { target, chain },
        { presage_cache_chain_hit_ratio: state.hitRatio, presage_cache_chain_origin_requests: state.originRequests },
      ),
      ...state.layers.flatMap(({ layer, requests, hitRatio, absorbedRatio, lossFactor, gainRatio }) =>
        known(
          { target, chain, layer },
          {
            presage_cache_layer_requests: requests,
            presage_cache_layer_hit_ratio: requests > 0 ? hitRatio : NaN,
            presage_cache_layer_absorbed_ratio: absorbedRatio,
            presage_cache_layer_loss_factor: lossFactor,
            presage_cache_layer_gain_ratio: gainRatio,
          },
        ),
      ),
    );
  }
  const room = Math.max(0, Math.floor(left / SERIES.recommendation));
  const shown = findings.recommendations.slice(0, room);
  dropped += (findings.recommendations.length - shown.length) * SERIES.recommendation;
  samples.push(...recommendationSamples('layers', target, findings.recommendations, shown, ['change_setting']));
  return { samples, dropped, warmup: findings.chains.every(({ state }) => state === undefined) };
}

/** Values that are not finite are left out: unknown is absent. */
function known(labels: Record<string, string>, values: Partial<Record<MetricName, number>>): MetricSample[] {
  return Object.entries(values).flatMap(([name, value]) =>
    Number.isFinite(value) ? [{ name: name as MetricName, labels, value }] : [],
  );
}
