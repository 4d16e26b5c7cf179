import type { Advisor, Job, PublishedMetrics } from '../advisors/advisor.js';
import type { Sources } from '../sources/source.js';
import { analysisError, type AnalysisRunner } from './analysis.js';

/** What one run of a job found, and what of it goes to Prometheus. */
export interface RunResult {
  findings: unknown;
  published: PublishedMetrics;
}

/** One run: observe, analyse, publish. The data never turns back. */
export async function runJob(
  advisor: Advisor,
  job: Job<unknown>,
  sources: Sources,
  analysis: AnalysisRunner,
  previous: unknown,
  signal: AbortSignal,
): Promise<RunResult> {
  const observation = await advisor.observe(job, sources, signal, previous);
  signal.throwIfAborted();
  const findings = await analysis.analyse(advisor.name, observation, job, previous, signal);
  try {
    return { findings, published: advisor.metrics(findings, job) };
  } catch (error) {
    throw analysisError(error);
  }
}
