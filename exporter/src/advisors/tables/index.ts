import type { Advisor } from '../advisor.js';
import { analyseTables } from './analyse.js';
import { tablesJobs, type TablesConfig } from './config.js';
import type { TablesFindings } from './findings.js';
import { TABLES_SCORES, tablesFrames } from './frames.js';
import { tablesMetrics } from './metrics.js';
import { observeTables, type TablesObservation } from './observe.js';

/** Care of PostgreSQL's tables: dead rows, bloat, statistics, transaction ids, sequences, keys without index, settings. */
export const tablesAdvisor: Advisor<TablesConfig, TablesObservation, TablesFindings> = {
  name: 'tables',
  jobs: tablesJobs,
  observe: observeTables,
  analyse: analyseTables,
  metrics: tablesMetrics,
  frames: tablesFrames,
  insights: (findings, { target }) => [
    ...Object.keys(TABLES_SCORES).map((name) => ({ kind: 'score' as const, advisor: 'tables' as const, target, name })),
    ...(findings?.recommendations ?? []).map(({ id }) => ({
      kind: 'recommendation' as const,
      advisor: 'tables' as const,
      target,
      name: id,
    })),
  ],
};
