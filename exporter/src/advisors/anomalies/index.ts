import type { Advisor } from '../advisor.js';
import { analyse, type AnomalyFindings } from './analyse.js';
import { anomalyJobs, anomalyOnDemand, type AnomalyJob } from './config.js';
import { frames } from './frames.js';
import { metrics } from './metrics.js';
import { observe, type AnomalyObservation } from './observe.js';
import { split } from './split.js';

/** Scores configured PromQL against its own past, and any other on demand. */
export const anomaliesAdvisor: Advisor<AnomalyJob, AnomalyObservation, AnomalyFindings> = {
  name: 'anomalies',
  jobs: anomalyJobs,
  observe,
  analyse,
  split,
  metrics,
  frames,
  insights: (_findings, { target, config }) =>
    config.rules.map(({ name, expr }) => ({ kind: 'anomaly', advisor: 'anomalies', target, name, expr })),
  onDemand: (query, config, range) => anomalyOnDemand(query, config, range, Date.now() / 1000),
};
