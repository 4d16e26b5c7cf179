import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { askDashboards, filled, panelQueries, untilAnswered, type DashboardAnswers } from './dashboards.js';
import { KNOWN_EMPTY, mayBeEmpty } from './known-empty.js';

const root = new URL('../../../', import.meta.url).pathname;
const files = readdirSync(`${root}/dashboards`).filter((name) => /^presage-.*\.json$/.test(name));
const every = files
  .flatMap((name) => panelQueries(JSON.parse(readFileSync(`${root}/dashboards/${name}`, 'utf8'))))
  .map(({ dashboard, panel, refId }) => `${dashboard}: ${panel} ${refId}`);

test('replaces variables of the dashboard and of Grafana', () => {
  const values = { target: '.*', forecast: 'disk' };
  expect(filled('rate(a_total{target=~"$target"}[$__rate_interval])', values)).toBe('rate(a_total{target=~".*"}[5m])');
  expect(filled('$forecast and ${forecast:regex} of $other', values)).toBe('disk and disk of $other');
});

test.each(KNOWN_EMPTY)('there is a query that may be empty because $why', ({ where }) => {
  expect(every.filter((text) => where.test(text))).not.toEqual([]);
});

test('most queries may not be empty', () => {
  expect(every.length).toBeGreaterThan(150);
  expect(every.filter(mayBeEmpty).length).toBeLessThan(every.length / 4);
});

describe('with servers that answer', () => {
  let server: Server;
  let url: string;
  const asked: string[] = [];
  let rows: object[] = [];
  beforeAll(async () => {
    server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      const ours = request.headers['content-type'] === 'application/json';
      asked.push(ours ? body : new URLSearchParams(body).get('query')!);
      const error = { code: 'PRS_QUERY_INVALID', message: 'No.', hint: 'No.' };
      response.end(JSON.stringify(ours ? { results: { A: { error } } } : { data: { result: rows } }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  test('tells what failed and what is empty, and leaves no variable in a question', async () => {
    rows = [];
    const answers = await askDashboards(root, { prometheus: url, exporter: url });
    expect(answers.queries).toBe(every.length);
    expect(answers.failed).toContain('presage-overview: What to do first, and what it brings A: No.');
    expect(answers.empty).toContain('presage-overview: Targets up A');
    expect(asked.filter((text) => text.includes('$') && !text.includes('$other$'))).toEqual([]);
  });

  test('finds nothing empty where every query has a row', async () => {
    rows = [{ metric: { forecast: 'disk' } }];
    expect((await askDashboards(root, { prometheus: url, exporter: url })).empty).toEqual([]);
  });
});

test('asks again until nothing is missing or time is over', async () => {
  const answers: DashboardAnswers[] = [
    { queries: 1, failed: [], empty: ['a'] },
    { queries: 1, failed: [], empty: [] },
  ];
  expect(await untilAnswered(async () => answers.shift()!, 5_000, 0)).toEqual({ queries: 1, failed: [], empty: [] });
  const missing = { queries: 1, failed: ['b'], empty: [] };
  expect(await untilAnswered(async () => missing, 0, 0)).toBe(missing);
});
