import type { Advisor } from '../advisor.js';
import { analyseConnections } from './analyse.js';
import { connectionsJobs, type ConnectionsConfig } from './config.js';
import type { ConnectionsFindings } from './findings.js';
import { CONNECTIONS_SCORES, connectionsFrames } from './frames.js';
import { connectionsMetrics } from './metrics.js';
import { observeConnections, type ConnectionsObservation } from './observe.js';

/** Who is connected to PostgreSQL and at work, who waits for whom, and how many connections suffice. */
export const connectionsAdvisor: Advisor<ConnectionsConfig, ConnectionsObservation, ConnectionsFindings> = {
  name: 'connections',
  jobs: connectionsJobs,
  observe: observeConnections,
  analyse: analyseConnections,
  metrics: connectionsMetrics,
  frames: connectionsFrames,
  insights: (findings, { target }) => [
    ...Object.keys(CONNECTIONS_SCORES).map((name) => ({
      kind: 'score' as const,
      advisor: 'connections' as const,
      target,
      name,
    })),
    ...(findings?.recommendations ?? []).map(({ id }) => ({
      kind: 'recommendation' as const,
      advisor: 'connections' as const,
      target,
      name: id,
    })),
  ],
};
