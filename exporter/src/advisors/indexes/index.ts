import type { Advisor } from '../advisor.js';
import { analyseIndexes } from './analyse.js';
import { indexesJobs, type IndexesConfig } from './config.js';
import type { IndexesFindings } from './findings.js';
import { indexesFrames } from './frames.js';
import { indexesMetrics } from './metrics.js';
import { observeIndexes, type IndexesObservation } from './observe.js';

/** Indexes that a PostgreSQL workload lacks, and those that serve nothing. */
export const indexesAdvisor: Advisor<IndexesConfig, IndexesObservation, IndexesFindings> = {
  name: 'indexes',
  jobs: indexesJobs,
  observe: observeIndexes,
  analyse: analyseIndexes,
  metrics: indexesMetrics,
  frames: indexesFrames,
  insights: (findings, job) =>
    (findings?.recommendations ?? []).map(({ id }) => ({
      kind: 'recommendation',
      advisor: 'indexes',
      target: job.target,
      name: id,
    })),
};
