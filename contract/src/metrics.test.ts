import { METRICS, type MetricDefinition } from './metrics.js';

const entries = Object.entries(METRICS) as [string, MetricDefinition][];

describe.each(entries)('%s', (name, { type, unit, labels, help }) => {
  it('follows the naming rules of Prometheus', () => {
    expect(name).toMatch(/^presage_[a-z0-9_]+$/);
    expect(name.endsWith('_total')).toBe(type === 'counter');
    expect(name).not.toMatch(/_(milliseconds|percent|kilobytes|megabytes)(_|$)/);
    if (unit === 'bytes' || unit === 'timestamp_seconds') expect(name.endsWith(`_${unit}`)).toBe(true);
    if (unit === 'ratio') expect(name.endsWith('_ratio')).toBe(true);
    if (unit === 'seconds') expect(name).toMatch(/_seconds(_|$)/);
  });

  it('has labels that cannot be taken for those of Prometheus', () => {
    expect(new Set(labels).size).toBe(labels.length);
    for (const label of labels) {
      expect(label).toMatch(/^[a-z][a-z0-9_]*$/);
      expect(['job', 'instance', 'le', 'quantile', 'type']).not.toContain(label);
    }
  });

  it('has a help text of whole sentences', () => {
    expect(help).toMatch(/^[A-Z].*\.$/);
  });
});

it('publishes a prediction and its bounds as three metrics with the same labels', () => {
  expect(METRICS.presage_forecast_lower.labels).toEqual(METRICS.presage_forecast_value.labels);
  expect(METRICS.presage_forecast_upper.labels).toEqual(METRICS.presage_forecast_value.labels);
});
