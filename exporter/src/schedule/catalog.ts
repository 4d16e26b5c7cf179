import type { Catalog, CatalogAdvisor } from '@presage/contract/api';
import type { Advisor } from '../advisors/advisor.js';
import type { SourceStatus } from '../sources/source.js';
import type { JobState } from './scheduler.js';

/** What exists and what can be asked. */
export function buildCatalog(
  version: string,
  advisors: readonly Advisor[],
  states: readonly JobState[],
  sources: readonly SourceStatus[],
): Catalog {
  return {
    version,
    targets: sources.map(({ name, source, up, error }) => ({ name, source, up, error: error?.toApiError() })),
    advisors: states.map(advisorEntry),
    insights: states.flatMap((state) => {
      const advisor = advisors.find(({ name }) => name === state.job.advisor);
      return advisor?.insights(state.findings, state.job) ?? [];
    }),
  };
}

function advisorEntry(state: JobState): CatalogAdvisor {
  const ended = state.lastDurationSeconds !== undefined;
  return {
    name: state.job.advisor,
    target: state.job.target,
    up: ended ? state.error === undefined : undefined,
    lastRun: seconds(state.lastRun),
    lastSuccess: seconds(state.lastSuccess),
    lastDurationSeconds: state.lastDurationSeconds,
    nextRun: seconds(state.nextRun),
    error: state.error?.toApiError(),
  };
}

function seconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : milliseconds / 1000;
}
