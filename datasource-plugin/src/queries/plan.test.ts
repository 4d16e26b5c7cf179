import { templates } from '../testing/templates';
import { planQueries } from './plan';
import type { PresageQuery } from './query';

const plan = (query: Partial<PresageQuery>, variables: Record<string, string | string[]> = {}) =>
  planQueries([{ refId: 'A', kind: 'forecast', ...query }], {}, templates(variables).replace);

const sent = (query: Partial<PresageQuery>, variables?: Record<string, string | string[]>) => {
  const { queries, errors } = plan(query, variables);
  expect(errors).toEqual([]);
  return queries.map(({ refId: _refId, ...rest }) => rest);
};

it('sends only what belongs to the kind, and numbers as numbers', () => {
  const everything: Partial<PresageQuery> = {
    target: 'metrics',
    name: 'disk',
    horizon: '7d',
    step: '1h',
    level: '0.9',
    minimum: 0,
    maximum: '1e9',
    threshold: '-5.5',
    sensitivity: 'high',
    format: 'annotations',
    advisor: 'indexes',
    minimumConfidence: '0.5',
  };
  expect(sent(everything)).toEqual([
    {
      kind: 'forecast',
      target: 'metrics',
      name: 'disk',
      horizon: '7d',
      step: '1h',
      level: 0.9,
      minimum: 0,
      maximum: 1e9,
      threshold: -5.5,
    },
  ]);
  expect(sent({ ...everything, kind: 'anomaly' })).toEqual([
    { kind: 'anomaly', target: 'metrics', name: 'disk', step: '1h', sensitivity: 'high', format: 'annotations' },
  ]);
  expect(sent({ ...everything, kind: 'recommendation' })).toEqual([
    { kind: 'recommendation', target: 'metrics', name: 'disk', advisor: 'indexes', minimumConfidence: 0.5 },
  ]);
  expect(sent({ ...everything, kind: 'score' })).toEqual([
    { kind: 'score', target: 'metrics', name: 'disk', advisor: 'indexes' },
  ]);
});

it('sends the options of curves, changes and causes', () => {
  expect(sent({ kind: 'curve', name: 'sessions', sizeUnit: 'bytes', expr: 'up' })).toEqual([
    { kind: 'curve', name: 'sessions', sizeUnit: 'bytes' },
  ]);
  expect(sent({ kind: 'change', expr: 'up', minimumConfidence: '0.5', format: 'table', step: '5m' })).toEqual([
    { kind: 'change', expr: 'up', minimumConfidence: 0.5, format: 'table', step: '5m' },
  ]);
  expect(sent({ kind: 'cause', expr: 'up{job="$job"}', among: '{job="$job"}' }, { job: 'shop' })).toEqual([
    { kind: 'cause', expr: 'up{job="shop"}', among: '{job="shop"}' },
  ]);
});

it('sends a scenario with its moment in milliseconds', () => {
  const scenario = { growth: '2', launch: '2026-11-27', ramp: '7d', growthOf: 'change' };
  expect(sent(scenario)).toEqual([{ kind: 'forecast', ...scenario, growth: 2, launch: Date.UTC(2026, 10, 27) }]);
  expect(sent({ growth: 2, launch: '$from' }, { from: '1700000000000' })).toEqual([
    { kind: 'forecast', growth: 2, launch: 1_700_000_000_000 },
  ]);
  expect(plan({ launch: 'soon', growth: 0 }).errors[0].message).toBe(
    'growth must be a number above 0, not “0”; launch must be a date such as 2026-11-27, not “soon”.',
  );
});

it('refuses a format of another kind', () => {
  expect(plan({ kind: 'change', format: 'series' }).errors[0].message).toBe(
    'format must be one of table, annotations, not “series”.',
  );
});

it('leaves out empty options, and the name beside an expression', () => {
  expect(sent({ target: ' ', horizon: '', name: 'disk', expr: ' up ' })).toEqual([{ kind: 'forecast', expr: 'up' }]);
});

it('keeps an expression from kinds that take none', () => {
  expect(sent({ kind: 'recommendation', expr: 'up' })).toEqual([{ kind: 'recommendation' }]);
});

it('replaces variables in every option', () => {
  const variables = { t: 'metrics', h: '2d', l: '0.8', max: '10' };
  expect(sent({ target: '$t', horizon: '$h', level: '$l', threshold: '${max}' }, variables)).toEqual([
    { kind: 'forecast', target: 'metrics', horizon: '2d', level: 0.8, threshold: 10 },
  ]);
});

it('multiplies targets by names, and keeps the text around a variable', () => {
  const variables = { t: ['a', 'b'], n: ['x', 'y'] };
  expect(sent({ target: 'pg-$t', name: '$n' }, variables)).toEqual([
    { kind: 'forecast', target: 'pg-a', name: 'x' },
    { kind: 'forecast', target: 'pg-a', name: 'y' },
    { kind: 'forecast', target: 'pg-b', name: 'x' },
    { kind: 'forecast', target: 'pg-b', name: 'y' },
  ]);
});

it('gives each query that is sent its own short refId and remembers whose it is', () => {
  const refId = 'a name that is longer than the API allows';
  const { queries, origins } = planQueries(
    [
      { refId, kind: 'forecast', target: '$t' },
      { refId: 'B', kind: 'score' },
    ],
    {},
    templates({ t: ['a', 'b'] }).replace,
  );
  expect(queries.map((query) => query.refId)).toEqual(['q0', 'q1', 'q2']);
  expect([...origins.values()]).toEqual([refId, refId, 'B']);
});

it.each<[string, Partial<PresageQuery>, string]>([
  ['a variable that does not exist', { threshold: '$nothing' }, 'threshold must be a number, not “$nothing”.'],
  ['a level of 1', { level: 1 }, 'level must be a number between 0 and 1, not “1”.'],
  ['infinity', { minimum: 'Infinity' }, 'minimum must be a number, not “Infinity”.'],
  ['words for a duration', { horizon: 'a week' }, 'horizon must be a duration such as 30m or 7d, not “a week”.'],
  ['an unknown sensitivity', { kind: 'anomaly', sensitivity: 'extreme' }, 'sensitivity must be one of low, medium'],
  ['an unknown advisor', { kind: 'score', advisor: 'oracle' }, 'advisor must be one of cache, indexes'],
  ['a confidence in percent', { kind: 'recommendation', minimumConfidence: 80 }, 'minimumConfidence must be a number'],
  ['an unknown kind', { kind: 'magic' as never }, 'kind must be one of forecast, anomaly'],
])('refuses %s with the name of the option', (_case, query, message) => {
  const { queries, errors } = plan(query);
  expect(queries).toEqual([]);
  expect(errors).toEqual([{ refId: 'A', message: expect.stringContaining(message) }]);
});

it('names all problems of a query at once', () => {
  expect(plan({ step: 'x', level: 2 }).errors[0].message).toMatch(/step must be .*; level must be /);
});

describe('variables in names', () => {
  it('asks for each value, of every option that is a name', () => {
    const several = { t: ['shop', 'sessions'], a: ['cache', 'indexes'] };
    expect(sent({ kind: 'recommendation', target: '$t', advisor: '$a' }, several)).toEqual(
      ['shop', 'sessions'].flatMap((target) =>
        ['cache', 'indexes'].map((advisor) => ({ kind: 'recommendation', target, advisor })),
      ),
    );
  });

  it.each(['.*', '.+', '$__all'])('takes %s for all', (all) => {
    expect(sent({ kind: 'score', target: '$t', name: '$t', advisor: '$t' }, { t: all })).toEqual([{ kind: 'score' }]);
  });

  it('reads the values of a regular expression', () => {
    expect(sent({ target: '(shop|my\\.cache)' }).map(({ target }) => target)).toEqual(['shop', 'my.cache']);
    expect(sent({ target: '(shop)' })).toMatchObject([{ target: '(shop)' }]);
  });

  it('names an advisor that does not exist', () => {
    const { errors } = plan({ kind: 'score', advisor: '$a' }, { a: ['cache', 'weather'] });
    expect(errors).toMatchObject([{ refId: 'A', message: expect.stringContaining('not “weather”') }]);
  });
});
