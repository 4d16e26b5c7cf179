import type { Advisor } from '../advisor.js';
import { analyseCache } from './analyse.js';
import { cacheJobs, type CacheConfig } from './config.js';
import type { CacheFindings } from './findings.js';
import { CACHE_SCORES, cacheFrames } from './frames.js';
import { cacheMetrics } from './metrics.js';
import { observeCache, type CacheObservation } from './observe.js';

/** How well Redis and the buffer cache of PostgreSQL do their work, and which setting would help. */
export const cacheAdvisor: Advisor<CacheConfig, CacheObservation, CacheFindings> = {
  name: 'cache',
  jobs: cacheJobs,
  observe: observeCache,
  analyse: analyseCache,
  metrics: cacheMetrics,
  frames: cacheFrames,
  insights: (findings, job) => [
    ...Object.keys(CACHE_SCORES).map((name) => ({
      kind: 'score' as const,
      advisor: 'cache' as const,
      target: job.target,
      name,
    })),
    ...(findings?.recommendations ?? []).map(({ id }) => ({
      kind: 'recommendation' as const,
      advisor: 'cache' as const,
      target: job.target,
      name: id,
    })),
  ],
};
