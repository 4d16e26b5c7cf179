import type { MetricName, MetricSample } from '@presage/contract/metrics';
import type { AlarmState } from '../../analysis/anomaly/alarm.js';
import type { AnomalyRule } from '../../config/config.js';
import type { Job, PublishedMetrics } from '../advisor.js';
import type { AnomalyFindings, RuleFindings } from './analyse.js';
import type { AnomalyJob } from './config.js';
import type { GroupFindings } from './groups.js';
import { memberKey } from './incidents.js';
import type { SeriesFindings } from './score.js';

/** A verdict older than this many steps (and five minutes) says nothing about now. */
const STALE_STEPS = 5;
/** Incidents with a size and a start of their own; the members of all are published. */
const MOST_INCIDENTS = 20;

/** Samples of the newest verdict of every series that is alive. */
export function metrics(findings: AnomalyFindings, { target }: Job<AnomalyJob>): PublishedMetrics {
  const series = findings.rules.flatMap((rule) => rule.series);
  return {
    samples: [
      ...findings.rules.flatMap((rule) => ruleSamples(rule, findings.now, target)),
      ...incidentSamples(findings, target),
    ],
    dropped: findings.dropped,
    warmup: series.length > 0 && series.every(({ last }) => last?.warmup ?? true),
  };
}

function ruleSamples({ rule, error, series, groups }: RuleFindings, now: number, target: string): MetricSample[] {
  const labels = { target, anomaly: rule.name };
  const described = { ...labels, ...compatible(rule) };
  const oldest = now - Math.max(STALE_STEPS * rule.step, 300);
  return [
    { name: 'presage_anomaly_up', labels, value: error ? 0 : 1 },
    ...series
      .filter(({ last }) => last && last.time >= oldest)
      .flatMap((one) => seriesSamples(one, { ...one.labels, ...described })),
    ...groups
      .filter(({ last }) => last && last.time >= oldest)
      .flatMap((group) => groupSamples(group, { ...group.labels, ...described })),
  ];
}

/** The labels by which dashboards and alerts for grafana/promql-anomaly-detection choose, where the rule has a type. */
function compatible({ name, type }: AnomalyRule): Record<string, string> {
  return type === undefined ? {} : { anomaly_name: name, anomaly_type: type, anomaly_strategy: 'presage' };
}

function seriesSamples({ last, alarm }: SeriesFindings, labels: Record<string, string>): MetricSample[] {
  if (!last) return [];
  const sample = (name: MetricName, value: number | undefined): MetricSample[] =>
    value === undefined ? [] : [{ name, labels, value }];
  return [
    ...sample('presage_anomaly_warmup', last.warmup ? 1 : 0),
    ...sample('presage_anomaly_observed_value', Number.isNaN(last.value) ? undefined : last.value),
    ...sample('presage_anomaly_score', last.score),
    ...sample('presage_anomaly_active', last.score === undefined ? undefined : last.active ? 1 : 0),
    ...detectorSample(alarm, labels),
    ...sample('presage_anomaly_expected_value', last.expected),
    ...sample('presage_anomaly_expected_lower', last.lower),
    ...sample('presage_anomaly_expected_upper', last.upper),
  ];
}

function groupSamples({ last, odd }: GroupFindings, labels: Record<string, string>): MetricSample[] {
  if (last?.score === undefined) return [];
  return [
    { name: 'presage_anomaly_group_score', labels, value: last.score },
    { name: 'presage_anomaly_group_active', labels, value: last.active ? 1 : 0 },
    { name: 'presage_anomaly_group_odd_series', labels, value: odd },
  ];
}

/** Says who raised the alarm, as a series of its own, so that those of the score stay the same. */
function detectorSample({ active, detector, direction }: AlarmState, labels: Record<string, string>): MetricSample[] {
  if (!active || detector === undefined) return [];
  const said = { ...labels, detector, direction: direction ?? 'none' };
  return [{ name: 'presage_anomaly_detector_info', labels: said, value: 1 }];
}

/** The largest incidents of now, and to which one each alarm belongs. */
function incidentSamples({ incidents, rules }: AnomalyFindings, target: string): MetricSample[] {
  const published = [...incidents].sort((a, b) => b.members.length - a.members.length).slice(0, MOST_INCIDENTS);
  const memberOf = new Map(incidents.flatMap(({ id, members }) => members.map((key) => [key, id])));
  const members = rules.flatMap(({ rule, series }) =>
    series.flatMap(({ key, labels }): MetricSample[] => {
      const incident = memberOf.get(memberKey(rule.name, key));
      if (incident === undefined) return [];
      const said = { ...labels, target, anomaly: rule.name, ...compatible(rule), incident };
      return [{ name: 'presage_anomaly_incident_info', labels: said, value: 1 }];
    }),
  );
  return [
    { name: 'presage_anomaly_incidents', labels: { target }, value: incidents.length },
    ...published.flatMap(({ id, start, members: { length } }): MetricSample[] => [
      { name: 'presage_anomaly_incident_series', labels: { target, incident: id }, value: length },
      { name: 'presage_anomaly_incident_start_timestamp_seconds', labels: { target, incident: id }, value: start },
    ]),
    ...members,
  ];
}
