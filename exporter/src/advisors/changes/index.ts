import type { Advisor } from '../advisor.js';
import { analyse, type ChangeFindings } from './analyse.js';
import { changeJobs, changeOnDemand, type ChangeJob } from './config.js';
import { frames } from './frames.js';
import { metrics } from './metrics.js';
import { observe, type ChangeObservation } from './observe.js';

/** Finds when configured PromQL changed for good, and what deployments did to it; any other on demand. */
export const changesAdvisor: Advisor<ChangeJob, ChangeObservation, ChangeFindings> = {
  name: 'changes',
  jobs: changeJobs,
  observe,
  analyse,
  metrics,
  frames,
  insights: (_findings, { target, config }) =>
    config.rules.map(({ name, expr }) => ({ kind: 'change', advisor: 'changes', target, name, expr })),
  onDemand: (query, config, range) => changeOnDemand(query, config, range, Date.now() / 1000),
};
