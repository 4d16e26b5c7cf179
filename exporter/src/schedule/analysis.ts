import type { AdvisorName } from '@presage/contract/kinds';
import { Piscina } from 'piscina';
import type { Advisor, Job } from '../advisors/advisor.js';
import { PresageError } from '../error.js';
import type { WorkerAnswer, WorkerTask } from './worker.js';

/** Where `analyse` runs. Rejects with the advisor's own PresageError, else with PRS_ANALYSIS_FAILED. */
export interface AnalysisRunner {
  /** Analyses that can go on at the same time. */
  readonly threads: number;
  analyse(
    advisor: AdvisorName,
    observation: unknown,
    job: Job<unknown>,
    previous: unknown,
    signal: AbortSignal,
  ): Promise<unknown>;
  close(): Promise<void>;
}

/** Heap that one analysis may use before its thread is ended. */
const THREAD_HEAP_MEGABYTES = 1_024;
const LONGEST_QUEUE = 1_000;

/** Analysis in this thread, for processes that end after one run and for hosts with a single small core. */
export function inlineAnalysis(advisors: readonly Advisor[]): AnalysisRunner {
  return {
    threads: 1,
    async analyse(name, observation, job, previous) {
      const advisor = advisors.find((candidate) => candidate.name === name);
      if (!advisor) throw new PresageError('PRS_INTERNAL', `no advisor is called ${name}`);
      try {
        return await advisor.analyse(observation, job, previous);
      } catch (error) {
        throw analysisError(error);
      }
    },
    close: async () => undefined,
  };
}

/**
 * Analysis in `threads` worker threads, so that it never holds up a scrape. An aborted analysis ends with its thread.
 *
 * @param broken hears of threads that cannot even start; what they were to do then ends at its deadline
 * @param filename compiled module of the worker
 */
export function workerAnalysis(
  threads: number,
  broken: (error: Error) => void,
  filename = new URL('./worker.js', import.meta.url).href,
): AnalysisRunner {
  const pool = new Piscina<WorkerTask, WorkerAnswer>({
    filename,
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: 60_000,
    maxQueue: LONGEST_QUEUE,
    resourceLimits: { maxOldGenerationSizeMb: THREAD_HEAP_MEGABYTES },
  });
  pool.on('error', broken);
  return {
    threads,
    async analyse(advisor, observation, job, previous, signal) {
      const answer = await pool.run({ advisor, observation, job, previous }, { signal }).catch((error: unknown) => {
        throw signal.aborted ? signal.reason : analysisError(error);
      });
      if ('error' in answer) throw new PresageError(answer.error.code, answer.error.message);
      return answer.findings;
    },
    close: () => pool.destroy(),
  };
}

/** An error with a code as it is, any other as PRS_ANALYSIS_FAILED. */
export function analysisError(error: unknown): PresageError {
  if (error instanceof PresageError) return error;
  return new PresageError('PRS_ANALYSIS_FAILED', error instanceof Error ? error.message : String(error), {
    cause: error,
  });
}
