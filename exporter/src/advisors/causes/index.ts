import type { Advisor } from '../advisor.js';
import { analyse, type CauseFindings } from './analyse.js';
import { causeOnDemand, type CauseJob } from './config.js';
import { frames } from './frames.js';
import { observe, type CauseObservation } from './observe.js';

/** Ranks which series may be the cause of what another one shows. It answers when it is asked and has no schedule. */
export const causesAdvisor: Advisor<CauseJob, CauseObservation, CauseFindings> = {
  name: 'causes',
  jobs: () => [],
  observe,
  analyse,
  metrics: (findings) => ({ samples: [], dropped: findings.dropped, warmup: false }),
  frames,
  insights: () => [],
  onDemand: (query, config, range) => causeOnDemand(query, config, range, Date.now() / 1000),
};
