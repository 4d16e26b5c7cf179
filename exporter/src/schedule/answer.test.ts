import type { InsightQuery, QueryResult } from '@presage/contract/api';
import type { Frame } from '@presage/contract/frames';
import type { AdvisorName, InsightKind } from '@presage/contract/kinds';
import type { Advisor, Job } from '../advisors/advisor.js';
import { configSchema } from '../config/config.js';
import { PresageError } from '../error.js';
import { answerRequest, type AnswerContext } from './answer.js';
import { buildCatalog } from './catalog.js';
import type { JobState } from './scheduler.js';
import { SharedRuns } from './shared-runs.js';

const signal = new AbortController().signal;
const config = configSchema.parse({
  targets: { prometheus: [{ name: 'main', url: 'http://p' }] },
  limits: { series: 3, points: 100 },
});

/** An advisor that shows its findings, one frame a finding. */
function advisor(name: AdvisorName, kind: InsightKind, insights: string[]): Advisor {
  return {
    name,
    jobs: () => [],
    observe: async () => undefined,
    analyse: () => undefined,
    metrics: () => ({ samples: [], dropped: 0, warmup: false }),
    frames: (findings, query) => (query.kind === kind ? (findings as string[]).map((text) => frame(text, kind)) : []),
    insights: (_findings, job) =>
      insights.map((insight) => ({ kind, advisor: name, target: job.target, name: insight })),
  };
}

function frame(name: string, kind: InsightKind): Frame {
  return { schema: { name, meta: { custom: { presage: 1, kind } }, fields: [] }, data: { values: [] } };
}

function state(name: AdvisorName, target: string, more: Partial<JobState> = {}): JobState {
  const job: Job<unknown> = { advisor: name, target, config: {}, intervalSeconds: 60, timeoutSeconds: 10 };
  return {
    key: `${name}/${target}`,
    job,
    findings: undefined,
    dropped: 0,
    warmup: false,
    runs: 1,
    errors: new Map(),
    error: undefined,
    lastRun: 1_000,
    lastSuccess: 1_000,
    lastDurationSeconds: 0.5,
    nextRun: 61_000,
    ...more,
  };
}

const forecasts: Advisor = {
  ...advisor('forecasts', 'forecast', ['disk']),
  onDemand: (query) =>
    query.kind === 'forecast' && query.expr !== undefined
      ? { advisor: 'forecasts', target: 'main', config: query.expr, intervalSeconds: 0, timeoutSeconds: 1 }
      : undefined,
};
const indexes = advisor('indexes', 'recommendation', []);
const unexpected: PresageError[] = [];

function context(states: JobState[], more: Partial<AnswerContext> = {}): AnswerContext {
  return {
    config,
    advisors: [indexes, forecasts],
    states,
    targets: ['shop', 'main'],
    shared: new SharedRuns({ concurrent: 1, waiting: 10, timeout: 5, keep: 60, weight: 1_000 }, () => 1),
    runOnDemand: async (_advisor, job) => [`on demand: ${String(job.config)}`],
    unexpected: (error) => unexpected.push(error),
    ...more,
  };
}

async function ask(query: object, given: AnswerContext): Promise<QueryResult> {
  const request = { from: 0, to: 3_600_000, queries: [{ ...query, refId: 'A' } as InsightQuery] };
  return (await answerRequest(request, given, signal)).results['A']!;
}
const names = (result: QueryResult) => ('frames' in result ? result.frames.map(({ schema }) => schema.name) : result);
const code = (result: QueryResult) => ('error' in result ? result.error.code : result);
const notices = (result: QueryResult) => ('frames' in result ? result.notices.map(({ text }) => text) : result);

describe('answerRequest', () => {
  it('answers each query from the findings of the advisors of its kind', async () => {
    const states = [
      state('indexes', 'shop', { findings: ['index'] }),
      state('forecasts', 'main', { findings: ['forecast'] }),
    ];
    const queries: InsightQuery[] = [
      { refId: 'A', kind: 'recommendation' },
      { refId: 'B', kind: 'forecast', name: 'disk' },
      { refId: 'C', kind: 'recommendation', target: 'nowhere' },
    ];
    const { results } = await answerRequest({ from: 0, to: 1, queries }, context(states), signal);
    expect(names(results['A']!)).toEqual(['index']);
    expect(results['B']).toMatchObject({ frames: [{ schema: { name: 'forecast', refId: 'B' } }], notices: [] });
    expect(code(results['C']!)).toBe('PRS_TARGET_UNKNOWN');
  });

  it('leaves out targets and advisors that were not asked for', async () => {
    const states = [state('indexes', 'shop', { findings: ['a'] }), state('indexes', 'main', { findings: ['b'] })];
    expect(names(await ask({ kind: 'recommendation', target: 'shop' }, context(states)))).toEqual(['a']);
    expect(names(await ask({ kind: 'recommendation', advisor: 'cache' }, context(states)))).toEqual([]);
  });

  it('says that the first run has not ended, and with which error when it failed', async () => {
    const pending = context([state('indexes', 'shop')]);
    expect(code(await ask({ kind: 'recommendation' }, pending))).toBe('PRS_INSIGHT_PENDING');
    const error = new PresageError('PRS_SOURCE_UNREACHABLE', 'refused');
    const failed = context([state('indexes', 'shop', { error })]);
    expect(await ask({ kind: 'recommendation' }, failed)).toMatchObject({
      error: { code: 'PRS_SOURCE_UNREACHABLE', message: 'indexes/shop: refused' },
    });
  });

  it('shows old findings with a notice about what is wrong', async () => {
    const error = new PresageError('PRS_SOURCE_TIMEOUT', 'slow');
    const states = [
      state('indexes', 'shop', { findings: ['old'], error, dropped: 4 }),
      state('indexes', 'main'),
      state('forecasts', 'main', { findings: [], warmup: true }),
    ];
    const result = await ask({ kind: 'recommendation' }, context(states));
    expect(names(result)).toEqual(['old']);
    expect(notices(result)).toEqual([
      'indexes/shop fails: slow (PRS_SOURCE_TIMEOUT); this is from 1970-01-01T00:00:01.000Z',
      'indexes/shop left out 4 series beyond its max_series',
      'indexes/main has not finished its first run',
    ]);
    expect(notices(await ask({ kind: 'forecast' }, context(states)))).toEqual([
      'forecasts/main still gathers the data that it needs',
    ]);
  });

  it('knows no insight of another name, but suggests one', async () => {
    const ready = context([state('forecasts', 'main', { findings: [] })]);
    expect(await ask({ kind: 'forecast', name: 'dsik' }, ready)).toMatchObject({
      error: { code: 'PRS_INSIGHT_UNKNOWN', message: 'there is no forecast "dsik"; did you mean disk?' },
    });
    const pending = context([state('indexes', 'shop')]);
    expect(code(await ask({ kind: 'recommendation', name: 'abc' }, pending))).toBe('PRS_INSIGHT_PENDING');
  });

  it('shows no more frames than the limit and says so', async () => {
    const result = await ask(
      { kind: 'recommendation' },
      context([state('indexes', 'shop', { findings: [...'abcde'] })]),
    );
    expect(names(result)).toEqual(['a', 'b', 'c']);
    expect(notices(result)).toEqual(['Showing 3 of 5 frames; narrow the query or raise limits.series']);
  });

  it('runs typed-in expressions once for equal queries, whatever their refId and order of keys', async () => {
    let runs = 0;
    const given = context([], {
      runOnDemand: async (_advisor, job) => {
        runs++;
        return [String(job.config)];
      },
    });
    const queries: InsightQuery[] = [
      { refId: 'A', kind: 'forecast', expr: 'up', horizon: '1h' },
      { horizon: '1h', expr: 'up', kind: 'forecast', refId: 'B' },
      { refId: 'C', kind: 'forecast', expr: 'down' },
    ];
    const { results } = await answerRequest({ from: 0, to: 3_600_000, queries }, given, signal);
    await answerRequest({ from: 2_000, to: 3_602_000, queries }, given, signal);
    expect(runs).toBe(2);
    expect(results['B']).toMatchObject({ frames: [{ schema: { name: 'up', refId: 'B' } }] });
    expect(names(results['C']!)).toEqual(['down']);
  });

  it.each([
    [{ step: '1s' }, 'PRS_QUERY_TOO_LARGE'],
    [{ step: '0s' }, 'PRS_QUERY_INVALID'],
  ])('refuses %p', async (more, expected) => {
    expect(code(await ask({ kind: 'forecast', expr: 'up', ...more }, context([])))).toBe(expected);
  });

  it('says when no target takes expressions', async () => {
    const without = context([], { advisors: [indexes] });
    expect(code(await ask({ kind: 'forecast', expr: 'up' }, without))).toBe('PRS_TARGET_UNKNOWN');
  });

  it('passes coded errors on and keeps the others to itself', async () => {
    const failing = (error: Error) => context([], { runOnDemand: () => Promise.reject(error) });
    const query = { kind: 'forecast', expr: 'up' };
    expect(code(await ask(query, failing(new PresageError('PRS_SOURCE_QUERY', 'parse error'))))).toBe(
      'PRS_SOURCE_QUERY',
    );
    const hidden = await ask(query, failing(new Error('password=hunter2')));
    expect(code(hidden)).toBe('PRS_INTERNAL');
    expect(JSON.stringify(hidden)).not.toContain('hunter2');
    expect(unexpected.at(-1)?.message).toContain('hunter2');
  });

  it('refuses requests that make no sense', async () => {
    const query: InsightQuery = { refId: 'A', kind: 'score' };
    await expect(answerRequest({ from: 2, to: 2, queries: [query] }, context([]), signal)).rejects.toMatchObject({
      code: 'PRS_QUERY_INVALID',
    });
    await expect(answerRequest({ from: 1, to: 2, queries: [query, query] }, context([]), signal)).rejects.toThrow(
      'the refId A is used twice',
    );
  });
});

describe('buildCatalog', () => {
  it('lists targets, advisors and insights, and leaves out what is not known', () => {
    const error = new PresageError('PRS_SOURCE_TIMEOUT', 'slow');
    const states = [
      state('forecasts', 'main', { error }),
      state('indexes', 'shop', { lastRun: undefined, lastSuccess: undefined, lastDurationSeconds: undefined }),
    ];
    const catalog = buildCatalog('1.0.0', [indexes, forecasts], states, [
      { name: 'main', source: 'prometheus', up: true },
    ]);
    expect(JSON.parse(JSON.stringify(catalog))).toEqual({
      version: '1.0.0',
      targets: [{ name: 'main', source: 'prometheus', up: true }],
      advisors: [
        {
          name: 'forecasts',
          target: 'main',
          up: false,
          lastRun: 1,
          lastSuccess: 1,
          lastDurationSeconds: 0.5,
          nextRun: 61,
          error: error.toApiError(),
        },
        { name: 'indexes', target: 'shop', nextRun: 61 },
      ],
      insights: [{ kind: 'forecast', advisor: 'forecasts', target: 'main', name: 'disk' }],
    });
  });
});
