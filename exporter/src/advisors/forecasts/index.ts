import type { Advisor } from '../advisor.js';
import { analyse, type ForecastFindings } from './analyse.js';
import { forecastJobs, forecastOnDemand, type ForecastJob } from './config.js';
import { frames } from './frames.js';
import { metrics } from './metrics.js';
import { observe, type ForecastObservation } from './observe.js';
import { split } from './split.js';

/** Predicts configured PromQL, and any other on demand. */
export const forecastsAdvisor: Advisor<ForecastJob, ForecastObservation, ForecastFindings> = {
  name: 'forecasts',
  jobs: forecastJobs,
  observe,
  analyse,
  split: (observation, job, previous) => split(observation, job, previous),
  metrics,
  frames,
  insights: (_findings, { target, config }) =>
    config.rules.map(({ name, expr }) => ({ kind: 'forecast', advisor: 'forecasts', target, name, expr })),
  onDemand: (query, config, range) => forecastOnDemand(query, config, range, Date.now() / 1000),
};
