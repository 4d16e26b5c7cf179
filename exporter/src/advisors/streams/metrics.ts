import type { MetricSample } from '@presage/contract/metrics';
import { missRatioAt } from '../../analysis/caching/streams/stream-curves.js';
import type { StreamReport, UnitReport } from '../../analysis/caching/streams/stream-report.js';
import type { Job, PublishedMetrics } from '../advisor.js';
import { knownSamples } from '../known-samples.js';
import { recommendationSamples } from '../recommendation-metrics.js';
import type { StreamsConfig } from './config.js';
import type { StreamFindings } from './findings.js';

/** Shares of the working set that curves are published at. */
export const SIZE_RATIOS = [0.01, 0.05, 0.1, 0.2, 0.5, 1] as const;
/** Most series of one stream beside prefixes and recommendations, and of one prefix. */
export const FIXED_SERIES = 133;
export const PREFIX_SERIES = 5;

/** Everything that the advisor publishes of one stream. */
export function streamMetrics(findings: StreamFindings, job: Job<StreamsConfig>): PublishedMetrics {
  const { report, recommendations, published, dropped, totals, listening, cost } = findings;
  const target = job.target;
  const open = recommendations.filter(({ id }) => published.recommendations.includes(id));
  const samples: MetricSample[] = [
    ...knownSamples({ target }, { presage_stream_references_total: totals.references }),
    ...knownSamples(
      { target },
      { presage_stream_lookups_total: totals.lookups, presage_stream_lost_total: totals.lost },
    ),
    ...recommendationSamples('streams', target, recommendations, open, ['change_setting']),
  ];
  if (listening) {
    const { seconds, bytes, cut } = listening;
    const own = { presage_stream_monitor_seconds_total: seconds, presage_stream_monitor_bytes_total: bytes };
    samples.push(...knownSamples({ target }, { ...own, presage_stream_monitor_cut_total: cut }));
  }
  if (report) samples.push(...reportSamples(report, target), ...prefixSamples(findings, report, target));
  if (cost) {
    const labels = { target, currency: cost.currency };
    samples.push(
      ...knownSamples({ ...labels, part: 'memory' }, { presage_cache_monthly_cost: cost.memory }),
      ...knownSamples({ ...labels, part: 'misses' }, { presage_cache_monthly_cost: cost.misses }),
      ...knownSamples(labels, { presage_cache_hit_cost: cost.hit, presage_cache_monthly_saving: cost.saving }),
    );
  }
  return { samples, dropped, warmup: report === undefined };
}

function reportSamples(report: StreamReport, target: string): MetricSample[] {
  const { objects, bytes, policy, presentMissRatio, advisedMissRatio, unlimitedMissRatio } = report;
  const predicted = { present: presentMissRatio, advised: advisedMissRatio, unlimited: unlimitedMissRatio };
  return [
    ...knownSamples(
      { target },
      {
        presage_cache_sampled_keys: report.sampledKeys,
        presage_cache_sample_ratio: report.rate,
        presage_cache_curve_confidence_ratio: report.confidence,
        presage_cache_observed_miss_ratio: report.observedMissRatio,
        presage_cache_one_hit_ratio: report.oneHitRatio,
        presage_cache_admission_gain_ratio: report.admissionGain,
        presage_cache_gigabyte_gain_ratio: report.gigabyteGain,
        presage_cache_working_set_entries: objects.workingSet,
        presage_cache_knee_entries: objects.knee,
        presage_cache_target_entries: objects.target,
        presage_cache_working_set_bytes: bytes?.workingSet,
        presage_cache_knee_bytes: bytes?.knee,
        presage_cache_target_bytes: bytes?.target,
        presage_cache_shrinkable_bytes: shrinkable(bytes),
      },
    ),
    ...Object.entries(predicted).flatMap(([scenario, ratio]) =>
      knownSamples({ target, scenario }, { presage_cache_predicted_miss_ratio: ratio }),
    ),
    ...(policy ? knownSamples({ target, policy: policy.name }, { presage_cache_policy_gain_ratio: policy.gain }) : []),
    ...[objects, ...(bytes ? [bytes] : [])].flatMap((unit) => curveSamples(unit, target)),
  ];
}

function shrinkable(unit: UnitReport | undefined): number | undefined {
  if (unit?.present === undefined || unit.equal === undefined) return undefined;
  return Math.max(0, unit.present - unit.equal);
}

function curveSamples({ unit, curves, workingSet }: UnitReport, target: string): MetricSample[] {
  return Object.entries(curves).flatMap(([policy, curve]) =>
    SIZE_RATIOS.flatMap((ratio) =>
      knownSamples(
        { target, policy, unit, size_ratio: String(ratio) },
        { presage_cache_curve_miss_ratio: missRatioAt(curve, workingSet * ratio) },
      ),
    ),
  );
}

function prefixSamples({ published }: StreamFindings, report: StreamReport, target: string): MetricSample[] {
  return report.prefixes
    .filter(({ prefix }) => published.prefixes.includes(prefix))
    .flatMap(({ prefix, lookupRatio, weightRatio, hitRatio, expiredRatio }) =>
      knownSamples(
        { target, prefix },
        {
          presage_cache_prefix_lookup_ratio: lookupRatio,
          presage_cache_prefix_size_ratio: weightRatio,
          presage_cache_prefix_hit_ratio: hitRatio,
          presage_cache_prefix_expired_ratio: expiredRatio,
          presage_cache_advised_ttl_seconds: report.ttls.find((advice) => advice.prefix === prefix)?.advised,
        },
      ),
    );
}
