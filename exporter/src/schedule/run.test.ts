import type { Advisor, Job } from '../advisors/advisor.js';
import { PresageError } from '../error.js';
import type { Sources } from '../sources/source.js';
import type { AnalysisRunner } from './analysis.js';
import { runJob } from './run.js';

const signal = new AbortController().signal;
const job = (intervalSeconds: number): Job<unknown> => ({
  advisor: 'forecasts',
  target: 'a',
  config: {},
  intervalSeconds,
  timeoutSeconds: 1,
});
const advisor: Advisor<unknown, number[], number[]> = {
  name: 'forecasts',
  jobs: () => [],
  observe: async () => [1, 2, 3, 4, 5],
  analyse: (numbers) => numbers,
  split: async (numbers, _job, previous) => ({
    pieces: numbers.map((one) => ({ observation: [one], previous })),
    join: (findings) => findings.flat(),
  }),
  metrics: (findings) => ({ samples: [], dropped: findings.length, warmup: false }),
  frames: () => [],
  insights: () => [],
};

/** Doubles each observation, later ones sooner, and counts how many do so at the same time. */
class Runner implements AnalysisRunner {
  readonly threads = 3;
  most = 0;
  #running = 0;
  signals: AbortSignal[] = [];

  constructor(private readonly bad?: number) {}

  async analyse(...[, observation, , , signal]: Parameters<AnalysisRunner['analyse']>): Promise<unknown> {
    const [number] = observation as number[];
    this.signals.push(signal);
    this.most = Math.max(this.most, ++this.#running);
    for (let turn = number!; turn < 8; turn++) await Promise.resolve();
    this.#running--;
    if (number === this.bad) throw new PresageError('PRS_ANALYSIS_FAILED', 'bad');
    return [2 * number!];
  }

  close = async () => undefined;
}

const run = (runner: AnalysisRunner, interval: number) =>
  runJob(advisor as Advisor, job(interval), {} as Sources, runner, undefined, signal);

describe('runJob', () => {
  it('joins what pieces found in their order, whichever ends first', async () => {
    const { findings, published } = await run(new Runner(), 60);
    expect(findings).toEqual([2, 4, 6, 8, 10]);
    expect(published.dropped).toBe(5);
  });

  it('leaves a thread free when it runs on a schedule, and takes all of them for a request', async () => {
    const [scheduled, asked] = [new Runner(), new Runner()];
    await run(scheduled, 60);
    await run(asked, 0);
    expect([scheduled.most, asked.most]).toEqual([2, 3]);
  });

  it('ends the other pieces when one fails', async () => {
    const runner = new Runner(3);
    await expect(run(runner, 60)).rejects.toMatchObject({ code: 'PRS_ANALYSIS_FAILED', message: 'bad' });
    expect(runner.signals.every(({ aborted }) => aborted)).toBe(true);
  });

  it('gives an error without a code one when the pieces cannot be cut', async () => {
    const broken: Advisor = {
      ...(advisor as Advisor),
      split: async () => {
        throw new RangeError('index');
      },
    };
    await expect(runJob(broken, job(0), {} as Sources, new Runner(), undefined, signal)).rejects.toMatchObject({
      code: 'PRS_ANALYSIS_FAILED',
    });
  });
});
