import type { MetricSample } from '@presage/contract/metrics';
import type { Job, PublishedMetrics } from '../advisor.js';
import { distinct, type CauseFindings, type CorrelationFindings, type QuestionFindings } from './analyse.js';
import type { CauseJob } from './config.js';

/** Likely causes of one incident that are published. */
const PUBLISHED = 10;

/** The first causes of every incident of now, and the significant correlations. */
export function metrics({ questions, correlations }: CauseFindings, { target }: Job<CauseJob>): PublishedMetrics {
  const droppedOf = (all: readonly { dropped: number }[]) => all.reduce((sum, { dropped }) => sum + dropped, 0);
  return {
    samples: [
      ...questions.flatMap((question) => questionSamples(question, target)),
      ...correlations.flatMap((one) => correlationSamples(one, target)),
    ],
    dropped: droppedOf(questions.flatMap(({ incident }) => incident ?? [])) + droppedOf(correlations),
    warmup: false,
  };
}

function questionSamples({ rule, error, incident }: QuestionFindings, target: string): MetricSample[] {
  const labels = { target, cause: rule.name };
  if (error) return [{ name: 'presage_cause_up', labels, value: 0 }];
  const always: MetricSample[] = [
    { name: 'presage_cause_up', labels, value: 1 },
    { name: 'presage_cause_incident_active', labels, value: incident ? 1 : 0 },
  ];
  if (!incident) return always;
  return [
    ...always,
    { name: 'presage_cause_incident_start_timestamp_seconds', labels, value: incident.start },
    ...distinct(incident.causes, PUBLISHED).flatMap(({ score, deviation, onset, labels: own }): MetricSample[] => [
      { name: 'presage_cause_score', labels: { ...own, ...labels }, value: score },
      { name: 'presage_cause_deviation', labels: { ...own, ...labels }, value: deviation },
      { name: 'presage_cause_onset_timestamp_seconds', labels: { ...own, ...labels }, value: onset },
    ]),
  ];
}

function correlationSamples({ rule, error, pairs }: CorrelationFindings, target: string): MetricSample[] {
  const labels = { target, correlation: rule.name };
  return [
    { name: 'presage_correlation_up', labels, value: error ? 0 : 1 },
    ...pairs.flatMap(({ outcome, factor, strength, lagSeconds, confidence }): MetricSample[] => [
      { name: 'presage_correlation_strength', labels: { ...labels, outcome, factor }, value: strength },
      { name: 'presage_correlation_lag_seconds', labels: { ...labels, outcome, factor }, value: lagSeconds },
      { name: 'presage_correlation_confidence_ratio', labels: { ...labels, outcome, factor }, value: confidence },
    ]),
  ];
}
