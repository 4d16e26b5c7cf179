import { writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Advisor, Job } from '../advisors/advisor.js';
import { PresageError } from '../error.js';
import { inlineAnalysis, workerAnalysis } from './analysis.js';

const job: Job<unknown> = { advisor: 'cache', target: 'a', config: {}, intervalSeconds: 1, timeoutSeconds: 1 };
const signal = new AbortController().signal;

function advisor(analyse: Advisor['analyse']): Advisor {
  const published = { samples: [], dropped: 0, warmup: false };
  return {
    name: 'cache',
    jobs: () => [],
    observe: async () => undefined,
    analyse,
    metrics: () => published,
    frames: () => [],
    insights: () => [],
  };
}

describe('inlineAnalysis', () => {
  it('calls the advisor with observation, job and previous findings', async () => {
    const analysis = inlineAnalysis([advisor((...given) => given)]);
    expect(await analysis.analyse('cache', 1, job, 2, signal)).toEqual([1, job, 2]);
  });

  it('gives errors without a code one, and leaves the others alone', async () => {
    const failing = (error: Error) =>
      inlineAnalysis([
        advisor(() => {
          throw error;
        }),
      ]).analyse('cache', 1, job, 2, signal);
    await expect(failing(new RangeError('index'))).rejects.toMatchObject({
      code: 'PRS_ANALYSIS_FAILED',
      message: 'index',
    });
    await expect(failing(new PresageError('PRS_SERIES_TOO_SHORT', 's'))).rejects.toMatchObject({
      code: 'PRS_SERIES_TOO_SHORT',
    });
  });
});

describe('workerAnalysis', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'presage-worker-'));
  });
  afterAll(() => rm(directory, { recursive: true }));
  let count = 0;
  const fail = (error: Error) => {
    throw error;
  };
  const workerOf = (code: string) => {
    const file = join(directory, `${++count}.mjs`);
    writeFileSync(file, code);
    return file;
  };

  it('brings findings and coded errors back from the thread', async () => {
    const analysis = workerAnalysis(
      1,
      fail,
      workerOf(`export default ({ observation }) => observation === 'bad'
        ? { error: { code: 'PRS_SERIES_TOO_SHORT', message: 'short' } } : { findings: [observation, [1, { two: 2 }]] }`),
    );
    try {
      expect(await analysis.analyse('cache', 'x', job, undefined, signal)).toEqual(['x', [1, { two: 2 }]]);
      await expect(analysis.analyse('cache', 'bad', job, undefined, signal)).rejects.toMatchObject({
        code: 'PRS_SERIES_TOO_SHORT',
        message: 'short',
      });
    } finally {
      await analysis.close();
    }
  });

  it('ends an endless analysis when it is aborted, and goes on with the next', async () => {
    const analysis = workerAnalysis(
      1,
      fail,
      workerOf(
        `export default ({ observation }) => { while (observation === 'endless'); return { findings: 'done' } }`,
      ),
    );
    try {
      const controller = new AbortController();
      const endless = analysis.analyse('cache', 'endless', job, undefined, controller.signal);
      setTimeout(() => controller.abort(new PresageError('PRS_ADVISOR_TIMEOUT', 'late')), 100);
      await expect(endless).rejects.toMatchObject({ code: 'PRS_ADVISOR_TIMEOUT' });
      expect(await analysis.analyse('cache', 'x', job, undefined, signal)).toBe('done');
    } finally {
      await analysis.close();
    }
  });

  it('survives a thread that dies', async () => {
    const analysis = workerAnalysis(
      1,
      fail,
      workerOf(
        `export default ({ observation }) => { if (observation === 'dies') process.exit(1); return { findings: 'done' } }`,
      ),
    );
    try {
      await expect(analysis.analyse('cache', 'dies', job, undefined, signal)).rejects.toMatchObject({
        code: 'PRS_ANALYSIS_FAILED',
      });
      expect(await analysis.analyse('cache', 'x', job, undefined, signal)).toBe('done');
    } finally {
      await analysis.close();
    }
  });
});
