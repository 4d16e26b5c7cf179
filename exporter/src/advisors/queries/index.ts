import type { Advisor } from '../advisor.js';
import { analyseQueries } from './analyse.js';
import { queriesJobs, type QueriesConfig } from './config.js';
import type { QueriesFindings } from './findings.js';
import { queriesFrames, TIME_SHARE } from './frames.js';
import { queriesMetrics } from './metrics.js';
import { observeQueries, type QueriesObservation } from './observe.js';

/** Which statements take the time of PostgreSQL, which became slower, and what is wrong with them. */
export const queriesAdvisor: Advisor<QueriesConfig, QueriesObservation, QueriesFindings> = {
  name: 'queries',
  jobs: queriesJobs,
  observe: observeQueries,
  analyse: analyseQueries,
  metrics: queriesMetrics,
  frames: queriesFrames,
  insights: (findings, { target }) => [
    { kind: 'score', advisor: 'queries', target, name: TIME_SHARE },
    ...(findings?.recommendations ?? []).map(({ id }) => ({
      kind: 'recommendation' as const,
      advisor: 'queries' as const,
      target,
      name: id,
    })),
  ],
};
