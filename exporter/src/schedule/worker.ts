import type { ErrorCode } from '@presage/contract/errors';
import type { AdvisorName } from '@presage/contract/kinds';
import type { Job } from '../advisors/advisor.js';
import { advisors } from '../advisors/registry.js';
import { inlineAnalysis } from './analysis.js';
import { toPresageError } from '../error.js';

export interface WorkerTask {
  advisor: AdvisorName;
  observation: unknown;
  job: Job<unknown>;
  previous: unknown;
}

/** Errors lose their class and code on the way between threads, so they travel as data. */
export type WorkerAnswer = { findings: unknown } | { error: { code: ErrorCode; message: string } };

const analysis = inlineAnalysis(advisors);
const never = new AbortController().signal;

/** What a worker thread does with one task. */
export default async function analyse({ advisor, observation, job, previous }: WorkerTask): Promise<WorkerAnswer> {
  try {
    return { findings: await analysis.analyse(advisor, observation, job, previous, never) };
  } catch (thrown) {
    const { code, message } = toPresageError(thrown);
    return { error: { code, message } };
  }
}
