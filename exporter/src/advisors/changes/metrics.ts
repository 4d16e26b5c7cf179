import { VERDICTS } from '@presage/contract/kinds';
import type { MetricSample } from '@presage/contract/metrics';
import type { Job, PublishedMetrics } from '../advisor.js';
import type { ChangeFindings, RuleFindings, SeriesFindings } from './analyse.js';
import type { ChangeJob } from './config.js';

/** The newest change of every series, and the verdict on the newest deployment. */
export function metrics(findings: ChangeFindings, { target }: Job<ChangeJob>): PublishedMetrics {
  return {
    samples: findings.rules.flatMap((rule) => ruleSamples(rule, target)),
    dropped: findings.dropped,
    warmup: false,
  };
}

function ruleSamples({ rule, error, deployment, series }: RuleFindings, target: string): MetricSample[] {
  const labels = { target, change: rule.name };
  return [
    { name: 'presage_change_up', labels, value: error ? 0 : 1 },
    ...(deployment ? [{ name: 'presage_deployment_timestamp_seconds' as const, labels, value: deployment.time }] : []),
    ...series.flatMap((one) => seriesSamples(one, { ...one.labels, ...labels })),
  ];
}

function seriesSamples({ changes, comparison }: SeriesFindings, labels: Record<string, string>): MetricSample[] {
  const samples: MetricSample[] = [{ name: 'presage_change_points', labels, value: changes.length }];
  const newest = changes.at(-1);
  if (newest) {
    samples.push(
      { name: 'presage_change_last_timestamp_seconds', labels, value: newest.time },
      { name: 'presage_change_last_confidence_ratio', labels, value: newest.confidence },
    );
    if (newest.effect !== undefined) samples.push({ name: 'presage_change_last_effect', labels, value: newest.effect });
  }
  if (!comparison) return samples;
  const { verdict, effect, confidence } = comparison;
  for (const one of VERDICTS) {
    const value = one === verdict ? 1 : 0;
    samples.push({ name: 'presage_deployment_verdict', labels: { ...labels, verdict: one }, value });
  }
  samples.push(
    { name: 'presage_deployment_confidence_ratio', labels, value: confidence },
    { name: 'presage_deployment_rollback_advised', labels, value: verdict === 'worse' ? 1 : 0 },
  );
  if (effect !== undefined) samples.push({ name: 'presage_deployment_effect', labels, value: effect });
  return samples;
}
