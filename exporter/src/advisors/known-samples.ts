import type { MetricName, MetricSample } from '@presage/contract/metrics';

/** Samples with the same labels; what is unknown is absent. */
export function knownSamples(
  labels: Record<string, string>,
  values: Partial<Record<MetricName, number | undefined>>,
): MetricSample[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [{ name: name as MetricName, labels, value }],
  );
}
