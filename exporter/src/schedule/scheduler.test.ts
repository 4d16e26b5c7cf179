import { jest } from '@jest/globals';
import type { Job } from '../advisors/advisor.js';
import { PresageError } from '../error.js';
import { jobSamples } from './job-samples.js';
import type { RunResult } from './run.js';
import { Scheduler, type JobState, type SchedulerHooks } from './scheduler.js';

type Run = SchedulerHooks<RunResult>['run'];

const job = (target: string, more: Partial<Job<unknown>> = {}): Job<unknown> => ({
  advisor: 'cache',
  target,
  config: {},
  intervalSeconds: 60,
  timeoutSeconds: 10,
  ...more,
});
const scheduled = (...jobs: Job<unknown>[]) => jobs.map((one) => ({ job: one, fingerprint: JSON.stringify(one) }));
const found = (findings: unknown): RunResult => ({ findings, published: { samples: [], dropped: 0, warmup: false } });

let scheduler: Scheduler<RunResult>;
let ended: { key: string; error: string | undefined; previous: string | undefined }[];

function start(run: Run, ...jobs: Job<unknown>[]): void {
  ended = [];
  scheduler = new Scheduler({
    run,
    ended: (state, _result, previous) =>
      ended.push({ key: state.key, error: state.error?.code, previous: previous?.code }),
  });
  scheduler.setJobs(scheduled(...jobs));
}
const stateOf = (key: string): JobState => scheduler.states().find((state) => state.key === key)!;
const never = () => new Promise<RunResult>(() => undefined);
const after = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds);

beforeEach(() => void jest.useFakeTimers({ now: 1_700_000_000_000 }));
afterEach(async () => {
  const stopped = scheduler.stop();
  await after(10_000);
  await stopped;
  jest.useRealTimers();
});

describe('Scheduler', () => {
  it('runs each job soon and then once an interval', async () => {
    const runs: string[] = [];
    start(
      async ({ target }) => {
        runs.push(target);
        return found(1);
      },
      job('a'),
      job('b'),
    );
    await after(2_000);
    expect(runs.sort()).toEqual(['a', 'b']);
    await after(600_000);
    expect(stateOf('cache/a').runs).toBeGreaterThanOrEqual(10);
    expect(stateOf('cache/a').runs).toBeLessThanOrEqual(12);
  });

  it('hands the findings of the last good run to the next', async () => {
    const seen: unknown[] = [];
    start(async (_job, previous) => {
      seen.push(previous);
      if (seen.length === 2) throw new PresageError('PRS_SOURCE_TIMEOUT', 'slow');
      return found(seen.length);
    }, job('a'));
    await after(300_000);
    expect(seen.slice(0, 4)).toEqual([undefined, 1, 1, 3]);
  });

  it('keeps findings, counts errors by code and tells of changes when runs fail', async () => {
    const errors = ['PRS_SOURCE_TIMEOUT', 'PRS_SOURCE_TIMEOUT', 'PRS_SOURCE_UNREACHABLE'] as const;
    let run = 0;
    start(async () => {
      run++;
      if (run === 1 || run > 4) return found('kept');
      throw new PresageError(errors[run - 2]!, 'no');
    }, job('a'));
    await after(62_000 + 15_000);
    while (run < 4) await after(10_000);
    const state = stateOf('cache/a');
    expect(state.findings).toBe('kept');
    expect(state.error?.code).toBe('PRS_SOURCE_UNREACHABLE');
    expect([...state.errors]).toEqual([
      ['PRS_SOURCE_TIMEOUT', 2],
      ['PRS_SOURCE_UNREACHABLE', 1],
    ]);
    while (run < 5) await after(10_000);
    expect(ended.map(({ error, previous }) => [previous, error])).toEqual([
      [undefined, undefined],
      [undefined, 'PRS_SOURCE_TIMEOUT'],
      ['PRS_SOURCE_TIMEOUT', 'PRS_SOURCE_TIMEOUT'],
      ['PRS_SOURCE_TIMEOUT', 'PRS_SOURCE_UNREACHABLE'],
      ['PRS_SOURCE_UNREACHABLE', undefined],
    ]);
  });

  it('takes a thrown value that is no error of ours as PRS_INTERNAL', async () => {
    start(() => {
      throw new TypeError('oops');
    }, job('a'));
    await after(2_000);
    expect(stateOf('cache/a').error).toMatchObject({ code: 'PRS_INTERNAL', message: 'oops' });
  });

  it('lets no target that hangs delay another', async () => {
    start(({ target }) => (target === 'dead' ? never() : Promise.resolve(found(1))), job('dead'), job('alive'));
    await after(300_000);
    expect(stateOf('cache/alive').runs).toBeGreaterThanOrEqual(5);
  });

  it('ends a run at its deadline with an aborted signal', async () => {
    let reason: unknown;
    start((_job, _previous, signal) => {
      signal.addEventListener('abort', () => (reason = signal.reason));
      return never();
    }, job('a'));
    await after(13_000);
    expect(reason).toMatchObject({ code: 'PRS_ADVISOR_TIMEOUT' });
    expect(stateOf('cache/a').error?.code).toBe('PRS_ADVISOR_TIMEOUT');
    expect(stateOf('cache/a').lastDurationSeconds).toBeCloseTo(10, 1);
  });

  it('never runs a job twice at once, even when a run ignores its deadline', async () => {
    let running = 0;
    let most = 0;
    let finish: () => void = () => undefined;
    start(async () => {
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => (finish = resolve));
      running--;
      return found('late');
    }, job('a'));
    await after(200_000);
    expect(most).toBe(1);
    expect(stateOf('cache/a').runs).toBeGreaterThan(1);
    finish();
    await after(120_000);
    expect(most).toBe(1);
    expect(running).toBe(1);
  });

  it('is ready when every job has ended a run, well or not', async () => {
    let finish: (result: RunResult) => void = () => undefined;
    start(
      ({ target }) => {
        if (target === 'bad') throw new PresageError('PRS_SOURCE_UNREACHABLE', 'no');
        return new Promise((resolve) => (finish = resolve));
      },
      job('bad'),
      job('slow'),
    );
    expect(scheduler.ready()).toBe(false);
    await after(3_000);
    expect(scheduler.ready()).toBe(false);
    finish(found(1));
    await after(1);
    expect(scheduler.ready()).toBe(true);
    scheduler.setJobs(scheduled(job('new')));
    expect(scheduler.ready()).toBe(true);
  });

  it('keeps the findings of jobs that a reload leaves as they are', async () => {
    start(async ({ target }) => found(target), job('same'), job('changed'), job('gone'));
    await after(3_000);
    scheduler.setJobs(scheduled(job('same'), job('changed', { intervalSeconds: 30 }), job('new')));
    expect(scheduler.states().map(({ key, findings }) => [key, findings])).toEqual([
      ['cache/same', 'same'],
      ['cache/changed', undefined],
      ['cache/new', undefined],
    ]);
    await after(3_000);
    expect(stateOf('cache/new').findings).toBe('new');
  });

  it('aborts the run of a job that a reload removes and forgets its result', async () => {
    let aborted = false;
    start((_job, _previous, signal) => {
      signal.addEventListener('abort', () => (aborted = true));
      return new Promise((resolve) => setTimeout(() => resolve(found(1)), 5_000));
    }, job('a'));
    await after(2_500);
    scheduler.setJobs([]);
    await after(60_000);
    expect(aborted).toBe(true);
    expect(ended).toEqual([]);
  });

  it('stops within five seconds even when work does not end', async () => {
    start(never, job('a'));
    await after(2_500);
    let stopped = false;
    void scheduler.stop().then(() => (stopped = true));
    await after(4_900);
    expect(stopped).toBe(false);
    await after(200);
    expect(stopped).toBe(true);
    expect(ended).toEqual([]);
  });
});

describe('jobSamples', () => {
  it('tells how the job is doing and leaves out what is not known', async () => {
    start(async () => {
      throw new PresageError('PRS_SOURCE_TIMEOUT', 'slow');
    }, job('a'));
    await after(2_000);
    const samples = Object.fromEntries(jobSamples(stateOf('cache/a')).map(({ name, value }) => [name, value]));
    expect(samples).toEqual({
      presage_advisor_up: 0,
      presage_advisor_runs_total: 1,
      presage_advisor_interval_seconds: 60,
      presage_advisor_run_duration_seconds: 0,
      presage_advisor_errors_total: 1,
      presage_series_dropped: 0,
    });
  });
});
