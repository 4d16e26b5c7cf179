import { pause } from './abort.js';

export interface RetryPlan {
  /** How often to try again after the first attempt. */
  retries: number;
  /** Upper bound of the first wait in milliseconds; it doubles with each attempt, up to `MAXIMUM_WAIT_MS`. */
  baseMs: number;
  signal: AbortSignal;
  subject: string;
  /** Whether this error can pass; milliseconds when the server said how long to wait. */
  canPass(error: unknown): boolean | number;
  onRetry(): void;
  /** A number in [0, 1). */
  random?: () => number;
}

export const MAXIMUM_WAIT_MS = 10_000;

/** Runs `work` until it succeeds, fails for good, or the plan is used up; then throws its last error. */
export async function retry<T>(plan: RetryPlan, work: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const passes = attempt < plan.retries && !plan.signal.aborted ? plan.canPass(error) : false;
      if (passes === false) throw error;
      const wait = passes === true ? jitteredWait(attempt, plan.baseMs, plan.random ?? Math.random) : passes;
      await pause(Math.min(wait, MAXIMUM_WAIT_MS), plan.signal, plan.subject);
      plan.onRetry();
    }
  }
}

/** Exponential backoff with "equal jitter": half of the wait is fixed, half random, so that clients spread out. */
export function jitteredWait(attempt: number, baseMs: number, random: () => number): number {
  const ceiling = Math.min(baseMs * 2 ** attempt, MAXIMUM_WAIT_MS);
  return ceiling / 2 + (ceiling / 2) * random();
}
