import { LoadingState } from '@grafana/data';
import { firstValueFrom, lastValueFrom } from 'rxjs';
import { type PresageQuery } from '../queries/query';
import { fetchFailure, useBackend } from '../testing/backend';
import { CATALOG, dataSource, FROM, panelRequest, TO } from '../testing/requests';

const forecast = (refId: string, more: Partial<PresageQuery> = {}): PresageQuery => ({
  refId,
  kind: 'forecast',
  ...more,
});

const frame = (name: string) => ({
  schema: {
    name,
    meta: { custom: { presage: 1, kind: 'forecast' } },
    fields: [
      { name: 'time', type: 'time' },
      { name: 'actual', type: 'number' },
    ],
  },
  data: {
    values: [
      [FROM, TO],
      [1, null],
    ],
  },
});

const ask = (targets: PresageQuery[], variables = {}, jsonData = {}) =>
  lastValueFrom(dataSource(jsonData, variables).query(panelRequest(targets)));

describe('query', () => {
  it('sends one request for all queries of a panel and hands each its frames', async () => {
    const asked = useBackend(() => ({
      results: { q0: { frames: [frame('a')], notices: [] }, q1: { frames: [frame('b')], notices: [] } },
    }));
    const { data, errors, state } = await ask([forecast('A', { name: 'disk' }), forecast('Second query')]);

    expect(asked.map(({ request }) => [request.method, request.url])).toEqual([['POST', '/proxy/api/v1/query']]);
    expect(asked[0].request.data).toEqual({
      from: FROM,
      to: TO,
      queries: [
        { refId: 'q0', kind: 'forecast', name: 'disk' },
        { refId: 'q1', kind: 'forecast' },
      ],
    });
    expect(data.map(({ refId, name }) => [refId, name])).toEqual([
      ['A', 'a'],
      ['Second query', 'b'],
    ]);
    expect(data[0].fields[1].values).toEqual([1, null]);
    expect(errors).toBeUndefined();
    expect(state).toBe(LoadingState.Done);
  });

  it('streams where the data source is live, but not to annotations', async () => {
    const asked = useBackend(({ url }) =>
      url.endsWith('/revisions') ? { revisions: [] } : { results: { q0: { frames: [frame('a')], notices: [] } } },
    );
    const live = dataSource({ live: true });
    const first = await firstValueFrom(live.query(panelRequest([forecast('A')])));
    expect([first.state, first.data.length]).toEqual([LoadingState.Streaming, 1]);
    expect(asked.map(({ request }) => request.url)).toContain('/proxy/api/v1/revisions');
    const once = await lastValueFrom(live.query(panelRequest([forecast('A', { live: false })])));
    expect(once.state).toBe(LoadingState.Done);
  });

  it('asks for the PromQL of a query that was stored for Prometheus, with the range as its variables', async () => {
    const asked = useBackend(() => ({ results: { q0: { frames: [], notices: [] } } }));
    await ask([{ refId: 'A', expr: 'increase(up[$__range]) / $__range_s' } as PresageQuery]);
    expect(asked[0].request.data).toMatchObject({
      queries: [{ kind: 'forecast', expr: 'increase(up[86400s]) / 86400' }],
    });
  });

  it('leaves out hidden and empty queries and asks nothing when none is left', async () => {
    const asked = useBackend(() => ({ results: {} }));
    const response = await ask([forecast('A', { hide: true }), { refId: 'B' } as PresageQuery]);
    expect(response).toEqual({ data: [] });
    expect(asked).toHaveLength(0);
  });

  it('keeps what worked when one query fails, and names the one that failed', async () => {
    const error = { code: 'PRS_SERIES_TOO_SHORT', message: 'disk has 3 points.', hint: 'Wait.' };
    useBackend(() => ({ results: { q0: { frames: [frame('a')], notices: [] }, q1: { error } } }));
    const { data, errors, state } = await ask([forecast('A'), forecast('B'), forecast('C', { step: 'soon' })]);

    expect(data).toHaveLength(1);
    expect(errors).toEqual([
      { refId: 'C', message: 'step must be a duration such as 30m or 7d, not “soon”.' },
      { refId: 'B', message: 'disk has 3 points. Wait. (PRS_SERIES_TOO_SHORT)' },
    ]);
    expect(state).toBe(LoadingState.Error);
  });

  it('does not send a query that cannot be right, and says why without a request', async () => {
    const asked = useBackend(() => ({ results: {} }));
    const { errors } = await ask([forecast('A', { level: '95' })]);
    expect(asked).toHaveLength(0);
    expect(errors).toEqual([{ refId: 'A', message: 'level must be a number between 0 and 1, not “95”.' }]);
  });

  it('asks for each value of a variable with several, under the refId of the one query', async () => {
    const answer = { frames: [frame('x')], notices: [] };
    const asked = useBackend(() => ({ results: { q0: answer, q1: answer } }));
    const { data } = await ask([forecast('A', { name: '$names' })], { names: ['disk', 'requests'] });
    expect(asked[0].request.data.queries.map((query: { name: string }) => query.name)).toEqual(['disk', 'requests']);
    expect(data.map(({ refId }) => refId)).toEqual(['A', 'A']);
  });

  it('shows notices on the first frame once, or on an empty frame when there is none', async () => {
    const notice = { severity: 'warning' as const, text: 'Warming up.' };
    const own = frame('a');
    Object.assign(own.schema.meta, { notices: [notice] });
    useBackend(() => ({
      results: { q0: { frames: [own], notices: [notice] }, q1: { frames: [], notices: [notice] } },
    }));
    const { data } = await ask([forecast('A'), forecast('B')]);
    expect(data.map(({ refId, meta, fields }) => [refId, meta.notices, fields.length])).toEqual([
      ['A', [notice], 2],
      ['B', [notice], 0],
    ]);
  });

  it('tells the inspector what was asked', async () => {
    useBackend(() => ({ results: { q0: { frames: [frame('a')], notices: [] } } }));
    const { data } = await ask([forecast('A', { horizon: '$span' })], { span: '7d' });
    expect(JSON.parse(data[0].meta.executedQueryString)).toEqual({ refId: 'A', kind: 'forecast', horizon: '7d' });
  });

  it('turns a failed request into one sentence, at the query when there is only one', async () => {
    useBackend(() => {
      throw fetchFailure(502, { message: 'Bad Gateway' });
    });
    const message = expect.stringContaining('Grafana cannot reach Presage.');
    expect(await ask([forecast('A')])).toEqual({
      data: [],
      errors: [{ refId: 'A', message }],
      state: LoadingState.Error,
    });
    expect((await ask([forecast('A'), forecast('B')])).errors).toEqual([{ refId: undefined, message }]);
  });

  it('says so when something else answers at the URL', async () => {
    useBackend(() => '<html>Welcome to nginx!</html>');
    expect((await ask([forecast('A')])).errors?.[0].message).toContain('is not the API of Presage');
  });

  it('reports a query that the exporter left unanswered', async () => {
    useBackend(() => ({ results: {} }));
    expect((await ask([forecast('A')])).errors).toEqual([
      { refId: 'A', message: 'Presage gave no answer to this query.' },
    ]);
  });

  it('aborts the request when nobody waits for it any more', () => {
    const asked = useBackend(() => new Promise(() => undefined));
    const subscription = dataSource()
      .query(panelRequest([forecast('A')]))
      .subscribe();
    expect(asked[0].aborted).toBe(false);
    subscription.unsubscribe();
    expect(asked[0].aborted).toBe(true);
  });

  it('shares one request among panels that ask the same at the same time, and asks anew afterwards', async () => {
    const asked = useBackend(() => ({ results: { q0: { frames: [frame('a')], notices: [] } } }));
    const source = dataSource();
    const query = (refId: string) => lastValueFrom(source.query(panelRequest([forecast(refId, { name: 'disk' })])));
    const [first, second] = await Promise.all([query('A'), query('B')]);
    expect(asked).toHaveLength(1);
    expect([first.data[0].refId, second.data[0].refId]).toEqual(['A', 'B']);
    await query('A');
    expect(asked).toHaveLength(2);
  });

  it('goes on for the others when one panel leaves, and stops after the last', () => {
    const asked = useBackend(() => new Promise(() => undefined));
    const source = dataSource();
    const panels = ['A', 'B'].map((refId) => source.query(panelRequest([forecast(refId)])).subscribe());
    panels[0].unsubscribe();
    expect(asked.map(({ aborted }) => aborted)).toEqual([false]);
    panels[1].unsubscribe();
    expect(asked.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it('goes through the route that adds the token when the data source has one', async () => {
    const asked = useBackend(() => ({ results: {} }));
    await ask([forecast('A')], {}, { authentication: 'token' });
    await ask([forecast('A')], {}, { authentication: 'basic' });
    expect(asked.map(({ request }) => request.url)).toEqual(['/proxy/token/api/v1/query', '/proxy/api/v1/query']);
  });
});

describe('ad hoc filters', () => {
  const labelled = (instance: string) => {
    const one = frame(instance);
    Object.assign(one.schema.fields[1], { labels: { instance } });
    return one;
  };
  const answer = { results: { q0: { frames: [labelled('a'), labelled('b')], notices: [] } } };

  it('leave out what has other labels, and offer those that were seen', async () => {
    const asked = useBackend(() => answer);
    const source = dataSource();
    const request = { ...panelRequest([forecast('A')]), filters: [{ key: 'instance', operator: '=', value: 'b' }] };
    const { data } = await lastValueFrom(source.query(request));
    expect(data.map(({ name }) => name)).toEqual(['b']);
    expect(await source.getTagKeys()).toEqual([{ text: 'instance', value: 'instance' }]);
    expect((await source.getTagValues({ key: 'instance', filters: [] })).map(({ text }) => text)).toEqual(['a', 'b']);
    expect(asked).toHaveLength(1);
  });

  it('ask what the exporter watches when nothing was asked yet, and say what is wrong', async () => {
    const asked = useBackend(() => answer);
    expect((await dataSource().getTagKeys()).map(({ text }) => text)).toEqual(['instance']);
    expect(asked[0].request.data.queries.map(({ kind }: PresageQuery) => kind)).toContain('recommendation');
    const request = { ...panelRequest([forecast('A')]), filters: [{ key: 'instance', operator: '=~', value: '(' }] };
    expect((await lastValueFrom(dataSource().query(request))).errors?.[0].message).toContain('no regular expression');
  });
});

describe('the rest of what Grafana asks of a data source', () => {
  it('starts with a forecast and describes queries in one line', () => {
    expect(dataSource().getDefaultQuery()).toEqual({ kind: 'forecast' });
    const text = (query: Partial<PresageQuery>) =>
      dataSource().getQueryDisplayText({ refId: 'A', kind: 'forecast', ...query });
    expect(text({ name: 'disk', target: 'metrics' })).toBe('forecast: disk on metrics');
    expect(text({ expr: 'up', name: 'disk' })).toBe('forecast: up');
    expect(text({ kind: 'recommendation', advisor: 'indexes', expr: 'up' })).toBe('recommendation: indexes');
    expect(text({ kind: 'score' })).toBe('score: all');
  });

  it('hands queries without variables to Explore', () => {
    const [query] = dataSource({}, { name: 'disk', host: 'a.b' }).interpolateVariablesInQueries(
      [forecast('A', { name: '$name', expr: 'up{host="$host"}', threshold: 5 })],
      { name: { text: 'scoped', value: 'scoped' } },
    );
    expect(query).toEqual(forecast('A', { name: 'scoped', expr: 'up{host="a.b"}', threshold: 5 }));
  });

  it('reports the health of an exporter that answers, and why one does not', async () => {
    useBackend(() => CATALOG);
    expect(await dataSource().testDatasource()).toEqual({
      status: 'success',
      message: expect.stringContaining('Presage 0.1.0 answers: 3 targets, 3 insights.'),
    });
    useBackend(() => {
      throw fetchFailure(400, 'Authentication to data source failed');
    });
    expect(await dataSource().testDatasource()).toEqual({
      status: 'error',
      message: 'Presage rejected the credentials. Check the authentication of the data source.',
    });
  });
});
