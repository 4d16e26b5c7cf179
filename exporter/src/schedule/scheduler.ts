import type { ErrorCode } from '@presage/contract/errors';
import type { Job } from '../advisors/advisor.js';
import { PresageError, toPresageError } from '../error.js';
import { withDeadline } from './deadline.js';
import type { RunResult } from './run.js';
import { firstRun, nextRun } from './timing.js';

/** A job and what makes it the same job after a reload: its settings and those of its target. */
export interface ScheduledJob {
  job: Job<unknown>;
  fingerprint: string;
}

/** How a job is doing. Times are Unix milliseconds. */
export interface JobState {
  readonly key: string;
  readonly job: Job<unknown>;
  readonly findings: unknown;
  readonly dropped: number;
  readonly warmup: boolean | undefined;
  readonly runs: number;
  readonly errors: ReadonlyMap<ErrorCode, number>;
  /** That of the last run; absent when it succeeded. */
  readonly error: PresageError | undefined;
  readonly lastRun: number | undefined;
  readonly lastSuccess: number | undefined;
  readonly lastDurationSeconds: number | undefined;
  readonly nextRun: number;
}

export interface SchedulerHooks<R extends RunResult> {
  run(job: Job<unknown>, previous: unknown, signal: AbortSignal): Promise<R>;
  /** Hears of every run that ended; `result` is absent when it failed. */
  ended(state: JobState, result: R | undefined, previousError: PresageError | undefined): void;
}

type Entry = { -readonly [K in keyof Omit<JobState, 'errors'>]: JobState[K] } & {
  fingerprint: string;
  /** Failed runs in a row. */
  failures: number;
  errors: Map<ErrorCode, number>;
  timer: NodeJS.Timeout | undefined;
  controller: AbortController;
  /** Resolves when the work of the last run has really ended. */
  settled: Promise<void> | undefined;
};

/** How long `stop` waits for work that does not listen to its signal. */
const STOP_SECONDS = 5;

/**
 * Runs each job on its own timer. A job never runs twice at once, waits for no other, and keeps its last findings when
 * a run fails.
 */
export class Scheduler<R extends RunResult = RunResult> {
  readonly #entries = new Map<string, Entry>();
  #ready = false;

  constructor(private readonly hooks: SchedulerHooks<R>) {}

  /** Makes `jobs` the jobs that run. One that is the same as before keeps its findings and its place in time. */
  setJobs(jobs: readonly ScheduledJob[]): void {
    const wanted = new Map(jobs.map((scheduled) => [keyOf(scheduled.job), scheduled]));
    for (const [key, entry] of this.#entries) {
      if (wanted.get(key)?.fingerprint !== entry.fingerprint) this.#remove(entry);
    }
    for (const [key, scheduled] of wanted) {
      if (!this.#entries.has(key)) this.#add(key, scheduled);
    }
  }

  states(): readonly JobState[] {
    return [...this.#entries.values()];
  }

  /** Whether every job has ended a run, successful or not; once true it stays so. */
  ready(): boolean {
    this.#ready ||= [...this.#entries.values()].every(({ lastDurationSeconds }) => lastDurationSeconds !== undefined);
    return this.#ready;
  }

  /** Ends all jobs; resolves when their work has ended, after 5 seconds at the latest. */
  async stop(): Promise<void> {
    const unfinished = [...this.#entries.values()].map((entry) => {
      this.#remove(entry);
      return entry.settled;
    });
    let timer: NodeJS.Timeout | undefined;
    const enough = new Promise<void>((resolve) => (timer = setTimeout(resolve, STOP_SECONDS * 1000)));
    await Promise.race([Promise.all(unfinished), enough]);
    clearTimeout(timer);
  }

  #add(key: string, { job, fingerprint }: ScheduledJob): void {
    const entry: Entry = {
      key,
      job,
      fingerprint,
      failures: 0,
      findings: undefined,
      dropped: 0,
      warmup: undefined,
      runs: 0,
      errors: new Map(),
      error: undefined,
      lastRun: undefined,
      lastSuccess: undefined,
      lastDurationSeconds: undefined,
      nextRun: firstRun(key, job.intervalSeconds * 1000, Date.now()),
      timer: undefined,
      controller: new AbortController(),
      settled: undefined,
    };
    this.#entries.set(key, entry);
    this.#wait(entry);
  }

  #remove(entry: Entry): void {
    this.#entries.delete(entry.key);
    clearTimeout(entry.timer);
    entry.controller.abort(new PresageError('PRS_ADVISOR_TIMEOUT', `${entry.key}: stopped`));
  }

  #wait(entry: Entry): void {
    entry.timer = setTimeout(() => void this.#run(entry), Math.max(0, entry.nextRun - Date.now()));
  }

  async #run(entry: Entry): Promise<void> {
    const { job, key } = entry;
    const start = Date.now();
    const previousError = entry.error;
    entry.lastRun = start;
    const outcome = await this.#attempt(entry).catch((thrown: unknown) => toPresageError(thrown));
    // removed or replaced while it ran
    if (entry.controller.signal.aborted) return;

    entry.runs++;
    entry.lastDurationSeconds = (Date.now() - start) / 1000;
    if (outcome instanceof PresageError) {
      entry.error = outcome;
      entry.failures++;
      entry.errors.set(outcome.code, (entry.errors.get(outcome.code) ?? 0) + 1);
    } else {
      entry.error = undefined;
      entry.failures = 0;
      entry.lastSuccess = Date.now();
      entry.findings = outcome.findings;
      ({ dropped: entry.dropped, warmup: entry.warmup } = outcome.published);
    }
    entry.nextRun = nextRun(key, job.intervalSeconds * 1000, start, Date.now(), entry.failures);
    this.#wait(entry);
    this.hooks.ended(entry, outcome instanceof PresageError ? undefined : outcome, previousError);
  }

  async #attempt(entry: Entry): Promise<R> {
    const { job, key } = entry;
    if (entry.settled) {
      throw new PresageError('PRS_ADVISOR_TIMEOUT', `${key}: an earlier run that exceeded its time has not ended yet`);
    }
    const { result, settled } = withDeadline(
      (signal) => this.hooks.run(job, entry.findings, signal),
      job.timeoutSeconds,
      () => new PresageError('PRS_ADVISOR_TIMEOUT', `${key}: not finished after ${job.timeoutSeconds} s`),
      entry.controller.signal,
    );
    entry.settled = settled.then(() => {
      entry.settled = undefined;
    });
    return result;
  }
}

/** The name of a job in logs and snapshots, e.g. `cache/sessions`. */
export function keyOf({ advisor, target }: Job<unknown>): string {
  return `${advisor}/${target}`;
}
