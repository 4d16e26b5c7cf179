import type { Advisor, AnalysisPieces, Job, PublishedMetrics } from '../advisors/advisor.js';
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
  const findings = advisor.split
    ? await inPieces(await splitOf(advisor, observation, job, previous), advisor, job, analysis, signal)
    : await analysis.analyse(advisor.name, observation, job, previous, signal);
  try {
    return { findings, published: advisor.metrics(findings, job) };
  } catch (error) {
    throw analysisError(error);
  }
}

async function splitOf(advisor: Advisor, observation: unknown, job: Job<unknown>, previous: unknown) {
  try {
    return await advisor.split!(observation, job, previous);
  } catch (error) {
    throw analysisError(error);
  }
}

async function inPieces(
  { pieces, join }: AnalysisPieces<unknown, unknown>,
  advisor: Advisor,
  job: Job<unknown>,
  analysis: AnalysisRunner,
  signal: AbortSignal,
): Promise<unknown> {
  // what the schedule wants leaves a thread to those who wait for an answer
  const atOnce = job.intervalSeconds > 0 ? Math.max(1, analysis.threads - 1) : analysis.threads;
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const findings: unknown[] = [];
  let next = 0;
  const oneAfterTheOther = async () => {
    while (next < pieces.length) {
      const index = next++;
      const { observation, previous } = pieces[index]!;
      findings[index] = await analysis.analyse(advisor.name, observation, job, previous, either);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(atOnce, pieces.length) }, oneAfterTheOther));
  } catch (error) {
    // a piece that failed spoils the whole, so the others need not end
    failed.abort(error);
    throw error;
  }
  return join(findings);
}
