import type { Advisor } from '../advisor.js';
import { analyseKeyspace } from './analyse.js';
import { keyspaceJobs, type KeyspaceConfig } from './config.js';
import type { KeyspaceFindings } from './findings.js';
import { KEYSPACE_SCORES, keyspaceFrames } from './frames.js';
import { keyspaceMetrics } from './metrics.js';
import { observeKeyspace, type KeyspaceObservation } from './observe.js';

/** What lies in Redis, by prefix, and what could be thrown away, without harm to the server. */
export const keyspaceAdvisor: Advisor<KeyspaceConfig, KeyspaceObservation, KeyspaceFindings> = {
  name: 'keyspace',
  jobs: keyspaceJobs,
  observe: observeKeyspace,
  analyse: analyseKeyspace,
  metrics: keyspaceMetrics,
  frames: keyspaceFrames,
  insights: (findings, { target }) => [
    ...Object.keys(KEYSPACE_SCORES).map((name) => ({
      kind: 'score' as const,
      advisor: 'keyspace' as const,
      target,
      name,
    })),
    ...(findings?.recommendations ?? []).map(({ id }) => ({
      kind: 'recommendation' as const,
      advisor: 'keyspace' as const,
      target,
      name: id,
    })),
  ],
};
