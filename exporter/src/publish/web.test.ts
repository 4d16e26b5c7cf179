import { once } from 'node:events';
import { connect } from 'node:net';
import { gunzipSync } from 'node:zlib';
import type { AccessAnswer } from '@presage/contract/access';
import type { Catalog, QueryResponse, Revisions } from '@presage/contract/api';
import type { GateAnswer, GateRequest } from '@presage/contract/gate';
import type { NamesAnswer, NamesRequest } from '@presage/contract/names';
import { PresageError } from '../error.js';
import type { Backend, Gate } from './backend.js';
import { listen, type WebServer } from './server.js';
import { createWeb } from './web.js';

const catalog: Catalog = {
  version: '1.2.3',
  targets: [{ name: 'shop', source: 'postgres' }],
  advisors: [],
  insights: [],
};

class TestBackend implements Backend {
  readonly version = '1.2.3';
  ended: string[] = [];
  mistakes: string[] = [];
  signals: AbortSignal[] = [];
  reason: string | undefined;
  reloadError: Error | undefined;
  answer: () => Promise<QueryResponse> = async () => ({ results: {} });

  taken: string[] = [];
  take: () => Promise<AccessAnswer> = async () => ({ accepted: 1, rate: 0.5 });

  judged: GateRequest[] = [];

  catalog = () => catalog;
  revisions = (): Revisions => ({ revisions: [{ advisor: 'cache', target: 'shop', lastSuccess: 1_700_000_000_000 }] });
  async gate(request: GateRequest): Promise<GateAnswer> {
    this.judged.push(request);
    return { verdict: 'worse', series: [], notices: [] };
  }
  searched: NamesRequest[] = [];
  async names(request: NamesRequest): Promise<NamesAnswer> {
    this.searched.push(request);
    return { names: [{ name: 'up', type: 'gauge' }], more: false };
  }
  access(stream: string): Promise<AccessAnswer> {
    this.taken.push(stream);
    return this.take();
  }
  metrics = async (format: string) => [Buffer.from(`# ${format} `), Buffer.from(`${'x'.repeat(5_000)}\n`)];
  notReady = () => this.reason;
  unexpected = (error: PresageError) => void this.mistakes.push(error.message);
  requestEnded = (route: string, status: number) => void this.ended.push(`${route} ${status}`);
  query(_request: unknown, signal: AbortSignal): Promise<QueryResponse> {
    this.signals.push(signal);
    return this.answer();
  }
  async reload(): Promise<void> {
    if (this.reloadError) throw this.reloadError;
  }
}

let backend: TestBackend;
let server: WebServer;
let url: string;
let gate: Gate;
beforeEach(async () => {
  backend = new TestBackend();
  gate = { admits: async () => true, challenges: () => [] };
  const current: Gate = { admits: (header) => gate.admits(header), challenges: () => gate.challenges() };
  const headers = () => ({ 'X-Frame-Options': 'SAMEORIGIN' });
  server = await listen(createWeb(backend, current, { telemetryPath: '/metrics', headers }), '127.0.0.1:0', undefined);
  url = `http://127.0.0.1:${server.port}`;
});
afterEach(() => server.close());

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(url + path, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'Content-Type': 'application/json', ...headers },
  });
const request = { from: 0, to: 1, queries: [{ refId: 'A', kind: 'score' }] };

describe('metrics', () => {
  it('answers in the format that was asked for and lets nobody keep it', async () => {
    const text = await fetch(`${url}/metrics`);
    expect(text.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await text.text()).toMatch(/^# text /);
    expect(text.headers.get('cache-control')).toBe('no-store');
    expect(text.headers.get('etag')).toBeNull();
    expect(text.headers.get('x-powered-by')).toBeNull();
    const open = await fetch(`${url}/metrics`, { headers: { Accept: 'application/openmetrics-text;version=1.0.0' } });
    expect(open.headers.get('content-type')).toBe('application/openmetrics-text; version=1.0.0; charset=utf-8');
    expect(await open.text()).toMatch(/^# openmetrics /);
  });

  it('does not compress on the loopback', async () => {
    const answer = await fetch(`${url}/metrics`, { headers: { 'Accept-Encoding': 'gzip' } });
    expect(answer.headers.get('content-encoding')).toBeNull();
    expect(answer.headers.get('vary')).toBe('Accept, Accept-Encoding');
  });

  it('answers HEAD without a body', async () => {
    const answer = await fetch(`${url}/metrics`, { method: 'HEAD' });
    expect([answer.status, await answer.text()]).toEqual([200, '']);
  });
});

describe('health', () => {
  it('is healthy while the process lives and ready when the backend is', async () => {
    expect((await fetch(`${url}/-/healthy`)).status).toBe(200);
    expect((await fetch(`${url}/-/ready`)).status).toBe(200);
    backend.reason = 'the first run has not ended';
    const waiting = await fetch(`${url}/-/ready`);
    expect([waiting.status, await waiting.text()]).toEqual([503, 'Not ready: the first run has not ended\n']);
  });

  it('needs no credentials, everything else does', async () => {
    gate = {
      admits: async (header) => header === 'Bearer good',
      challenges: () => ['Basic realm="x"', 'Bearer realm="x"'],
    };
    expect((await fetch(`${url}/-/healthy`)).status).toBe(200);
    expect((await fetch(`${url}/-/ready`)).status).toBe(200);
    for (const path of ['/', '/metrics', '/api/v1/catalog', '/api/v1/revisions', '/api/v1/openapi.json', '/nowhere']) {
      const answer = await fetch(url + path);
      expect([path, answer.status]).toEqual([path, 401]);
      expect(answer.headers.get('www-authenticate')).toBe('Basic realm="x", Bearer realm="x"');
      expect(await answer.json()).toMatchObject({ error: { code: 'PRS_UNAUTHORIZED' } });
    }
    expect((await post('/-/reload', '')).status).toBe(401);
    expect((await fetch(`${url}/metrics`, { headers: { Authorization: 'Bearer good' } })).status).toBe(200);
  });
});

describe('api', () => {
  it('passes a valid query on', async () => {
    backend.answer = async () => ({ results: { A: { frames: [], notices: [] } } });
    const answer = await post('/api/v1/query', request);
    expect([answer.status, await answer.json()]).toEqual([200, { results: { A: { frames: [], notices: [] } } }]);
  });

  it.each([
    ['not JSON', '{', {}, 'the body is not JSON'],
    ['another type', 'a=b', { 'Content-Type': 'application/x-www-form-urlencoded' }, 'the body must be JSON'],
    ['nothing', '', {}, 'queries:'],
    ['a wrong kind', { ...request, queries: [{ refId: 'A', kind: 'magic' }] }, {}, 'queries.0.kind'],
    ['an unknown key', { ...request, more: 1 }, {}, 'more'],
    ['no queries', { ...request, queries: [] }, {}, 'queries'],
    ['a polluting key', '{"__proto__": {"from": 1}, "from": 1}', {}, 'to:'],
    ['a wrong charset', request, { 'Content-Type': 'application/json; charset=ebcdic' }, 'cannot be read'],
  ])('refuses %s', async (_name, body, headers, message) => {
    const answer = await post('/api/v1/query', body, headers);
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      error: { code: 'PRS_QUERY_INVALID', message: expect.stringContaining(message), hint: expect.any(String) },
    });
    expect(backend.signals).toEqual([]);
  });

  it('refuses a body beyond the limit', async () => {
    const answer = await post('/api/v1/query', JSON.stringify('x'.repeat(1_100_000)));
    expect(await answer.json()).toMatchObject({ error: { code: 'PRS_QUERY_TOO_LARGE' } });
  });

  it('answers with the status of the error and hides what is not meant for others', async () => {
    backend.answer = () => Promise.reject(new PresageError('PRS_OVERLOADED', 'busy'));
    expect((await post('/api/v1/query', request)).status).toBe(503);
    backend.answer = () => Promise.reject(new Error('password=hunter2'));
    const answer = await post('/api/v1/query', request);
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('hunter2');
    expect(backend.mistakes).toEqual(['password=hunter2']);
  });

  it('aborts the work when the client goes away', async () => {
    backend.answer = () => new Promise(() => undefined);
    const controller = new AbortController();
    const asked = fetch(`${url}/api/v1/query`, {
      method: 'POST',
      body: JSON.stringify(request),
      headers: { 'Content-Type': 'application/json' },
      signal: controller.signal,
    });
    while (backend.signals.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    controller.abort();
    await expect(asked).rejects.toThrow();
    if (!backend.signals[0]!.aborted) await once(backend.signals[0]!, 'abort');
    expect(backend.signals[0]!.reason).toMatchObject({ message: 'the client went away' });
  });

  it('tells in short when what is known became new', async () => {
    const answer = await fetch(`${url}/api/v1/revisions`);
    expect(await answer.json()).toEqual(backend.revisions());
    expect(backend.ended).toEqual(['/api/v1/revisions 200']);
  });

  it('describes itself by the schemas that check requests', async () => {
    const document = (await (await fetch(`${url}/api/v1/openapi.json`)).json()) as Record<string, never>;
    expect(document).toMatchObject({
      openapi: '3.1.0',
      info: { version: '1.2.3' },
      components: {
        schemas: { QueryRequest: { properties: { queries: { minItems: 1 } }, additionalProperties: false } },
      },
    });
    const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(
      ([, name]) => name!,
    );
    expect(Object.keys(document['components']!['schemas']!)).toEqual(expect.arrayContaining(references));
  });
});

describe('reload', () => {
  it('answers when the configuration is taken over, and with its problems when it is wrong', async () => {
    expect(await (await post('/-/reload', '')).json()).toEqual({ reloaded: true });
    backend.reloadError = new PresageError('PRS_CONFIG_INVALID', 'presage.yaml:1:1: wrong');
    const answer = await post('/-/reload', '');
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { error: backend.reloadError && expect.objectContaining({ code: 'PRS_CONFIG_INVALID' }) },
    ]);
  });

  it('cannot be asked for by pages of other sites', async () => {
    expect((await post('/-/reload', '', { 'Sec-Fetch-Site': 'cross-site' })).status).toBe(401);
    expect((await post('/-/reload', '', { 'Sec-Fetch-Site': 'same-origin' })).status).toBe(200);
  });
});

describe('everything else', () => {
  it.each([
    ['GET', '/nowhere', 404],
    ['GET', '/api/v1/query', 405],
    ['GET', '/-/reload', 405],
    ['POST', '/metrics', 405],
    ['DELETE', '/-/healthy', 405],
    ['GET', '/%', 404],
    ['GET', '/../../etc/passwd', 404],
    ['OPTIONS', '/api/v1/query', 405],
  ])('%s %s is %i as JSON with a code', async (method, path, status) => {
    const answer = await fetch(url + path, { method });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({
      error: { code: expect.stringMatching(/^PRS_/), message: expect.any(String), hint: expect.any(String) },
    });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('sets headers against misuse, the configured ones over its own', async () => {
    const { headers } = await fetch(url);
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
  });

  it('counts requests by known paths only', async () => {
    for (const path of ['/metrics', '/random/1', '/random/2', '/-/ready?x=1']) await (await fetch(url + path)).text();
    await new Promise((resolve) => setImmediate(resolve));
    expect(backend.ended).toEqual(['/metrics 200', 'other 404', 'other 404', '/-/ready 200']);
  });

  it('survives what is not HTTP', async () => {
    const socket = connect(server.port, '127.0.0.1');
    socket.end('\x16\x03\x01 garbage\r\n\r\n');
    await once(socket.resume(), 'close');
    expect((await fetch(`${url}/-/healthy`)).status).toBe(200);
  });
});

describe('listen', () => {
  it('says when the address is taken', async () => {
    await expect(listen(() => undefined, `127.0.0.1:${server.port}`, undefined)).rejects.toThrow(
      `cannot listen on 127.0.0.1:${server.port}: another process listens there already`,
    );
  });
});

describe('gate', () => {
  const question = { expr: 'avg(latency)', at: '30m' };

  it('is asked by the parameters of a GET or the body of a POST', async () => {
    const get = await fetch(`${url}/api/v1/gate?${new URLSearchParams({ ...question, confidence: '0.9' }).toString()}`);
    expect(await get.json()).toEqual({ verdict: 'worse', series: [], notices: [] });
    await post('/api/v1/gate', { ...question, confidence: 0.9 });
    expect(backend.judged).toHaveLength(2);
    expect(backend.judged[0]).toEqual(backend.judged[1]);
    expect(backend.judged[0]).toMatchObject({ ...question, confidence: 0.9, after: '30m' });
    expect(backend.ended).toEqual(['/api/v1/gate 200', '/api/v1/gate 200']);
  });

  it('says what is wrong with a question', async () => {
    for (const [query, reason] of [
      ['expr=up', 'at: is needed where there is no `baseline`'],
      ['expr=up&at=1&expr=down', 'expr: '],
      ['expr=up&at=1&step=minute', 'step: '],
    ] as const) {
      const answer = await fetch(`${url}/api/v1/gate?${query}`);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({
        error: { code: 'PRS_QUERY_INVALID', message: expect.stringContaining(reason) },
      });
    }
    expect((await post('/api/v1/gate', 'expr=up', { 'Content-Type': 'text/plain' })).status).toBe(400);
    const deleted = await fetch(`${url}/api/v1/gate`, { method: 'DELETE' });
    expect([deleted.status, deleted.headers.get('allow')]).toEqual([405, 'GET, POST']);
    expect(backend.judged).toEqual([]);
  });

  it('wants credentials', async () => {
    gate = { admits: async () => false, challenges: () => ['Basic realm="presage"'] };
    expect((await fetch(`${url}/api/v1/gate?expr=up&at=1`)).status).toBe(401);
    expect(backend.judged).toEqual([]);
  });
});

describe('names', () => {
  it('are asked for by parameters', async () => {
    const answer = await fetch(`${url}/api/v1/names?of=values&label=job&match=up&search=a%26b`);
    expect(await answer.json()).toEqual({ names: [{ name: 'up', type: 'gauge' }], more: false });
    expect(backend.searched).toEqual([{ of: 'values', label: 'job', match: 'up', search: 'a&b', limit: 100 }]);
    expect(backend.ended).toEqual(['/api/v1/names 200']);
  });

  it('says what is wrong with a question', async () => {
    for (const [query, reason] of [
      ['of=rules', 'of: '],
      ['of=values', 'label: belongs to `values`, which needs it'],
      ['of=labels&limit=5000', 'limit: '],
      ['of=labels&search[a]=b', 'search[a]'],
    ] as const) {
      const answer = await fetch(`${url}/api/v1/names?${query}`);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({
        error: { code: 'PRS_QUERY_INVALID', message: expect.stringContaining(reason) },
      });
    }
    expect((await post('/api/v1/names', {})).status).toBe(405);
    expect(backend.searched).toEqual([]);
  });

  it('wants credentials', async () => {
    gate = { admits: async () => false, challenges: () => ['Basic realm="presage"'] };
    expect((await fetch(`${url}/api/v1/names?of=metrics`)).status).toBe(401);
    expect(backend.searched).toEqual([]);
  });
});

describe('accesses', () => {
  const batch = {
    rate: 0.5,
    lookups: 10,
    prefixes: ['product'],
    hash: [7],
    time: [1_700_000_000_000],
    operation: [0],
    outcome: [1],
    size: [20],
    ttl: [0],
    prefix: [0],
  };

  it('hands a batch to its stream and tells what became of it', async () => {
    const answer = await post('/api/v1/access/pages', batch);
    expect(await answer.json()).toEqual({ accepted: 1, rate: 0.5 });
    expect(backend.taken).toEqual(['pages']);
    expect(backend.ended).toEqual(['/api/v1/access/ 200']);
  });

  it('names what is wrong with a batch', async () => {
    const answer = await post('/api/v1/access/pages', { ...batch, hash: [-1], size: [] });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      error: { code: 'PRS_QUERY_INVALID', message: expect.stringContaining('hash.0') },
    });
    expect((await post('/api/v1/access/pages', { ...batch, size: Array(10_001).fill(1) })).status).toBe(400);
    expect((await post('/api/v1/access/pages', 'x'.repeat(1_000_001))).status).toBe(422);
    expect((await fetch(`${url}/api/v1/access/pages`)).status).toBe(405);
    expect(backend.taken).toEqual([]);
  });

  it('says when to come again', async () => {
    backend.take = async () => {
      throw Object.assign(new PresageError('PRS_STREAM_BUSY', 'too much'), { retryAfterSeconds: 3 });
    };
    const answer = await post('/api/v1/access/pages', batch);
    expect(answer.status).toBe(429);
    expect(answer.headers.get('retry-after')).toBe('3');
  });

  it('reads few batches at once', async () => {
    const waiting: (() => void)[] = [];
    backend.take = () => new Promise((resolve) => waiting.push(() => resolve({ accepted: 1, rate: 1 })));
    const first = Array.from({ length: 16 }, () => post('/api/v1/access/pages', batch));
    while (waiting.length < 16) await new Promise((resolve) => setTimeout(resolve, 5));
    const busy = await post('/api/v1/access/pages', batch);
    expect(busy.status).toBe(503);
    expect(busy.headers.get('retry-after')).toBe('1');
    for (const end of waiting) end();
    expect((await Promise.all(first)).every(({ status }) => status === 200)).toBe(true);
    backend.take = async () => ({ accepted: 1, rate: 1 });
    expect((await post('/api/v1/access/pages', batch)).status).toBe(200);
  });

  it('wants credentials', async () => {
    gate = { admits: async () => false, challenges: () => ['Basic realm="presage"'] };
    expect((await post('/api/v1/access/pages', batch)).status).toBe(401);
    expect(backend.taken).toEqual([]);
  });
});

describe('send', () => {
  it('compresses on longer ways', async () => {
    // the machine's own address is not the loopback
    const { networkInterfaces } = await import('node:os');
    const address = Object.values(networkInterfaces())
      .flat()
      .find((one) => one && !one.internal && one.family === 'IPv4')?.address;
    if (address === undefined) return;
    const web = createWeb(backend, gate, { telemetryPath: '/metrics', headers: () => ({}) });
    const outer = await listen(web, `${address}:0`, undefined);
    try {
      const { request: get } = await import('node:http');
      const [answer] = (await once(
        get(`http://${address}:${outer.port}/metrics`, { headers: { 'Accept-Encoding': 'gzip' } }).end(),
        'response',
      )) as [import('node:http').IncomingMessage];
      expect(answer.headers['content-encoding']).toBe('gzip');
      const parts: Buffer[] = [];
      for await (const part of answer) parts.push(part as Buffer);
      expect(gunzipSync(Buffer.concat(parts)).toString()).toMatch(/^# text x/);
    } finally {
      await outer.close();
    }
  });
});
