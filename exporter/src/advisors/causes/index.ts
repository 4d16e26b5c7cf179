import type { Advisor } from '../advisor.js';
import { analyse, type CauseFindings } from './analyse.js';
import { causeJobs, causeOnDemand, type CauseJob } from './config.js';
import { frames } from './frames.js';
import { metrics } from './metrics.js';
import { observe, type CauseObservation } from './observe.js';

/** Ranks which series may be the cause of what another one shows. On a schedule while there is an incident, and when it is asked. */
export const causesAdvisor: Advisor<CauseJob, CauseObservation, CauseFindings> = {
  name: 'causes',
  jobs: causeJobs,
  observe,
  analyse,
  metrics,
  frames,
  insights: (_findings, { target, config }) =>
    config.questions.map(({ name, expr }) => ({ kind: 'cause', advisor: 'causes', target, name, expr })),
  onDemand: (query, config, range) => causeOnDemand(query, config, range, Date.now() / 1000),
};
