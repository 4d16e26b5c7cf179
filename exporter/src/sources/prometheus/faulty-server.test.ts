import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { configSchema } from '../../config/config.js';
import { createSources } from '../create.js';
import type { PrometheusSource, Sources } from '../source.js';

const never = () => new AbortController().signal;
const closers: (() => unknown)[] = [];
const seen: string[] = [];

afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
  seen.length = 0;
});

interface Faulty {
  source: PrometheusSource;
  sources: Sources;
}

async function open(server: net.Server, target: object): Promise<Faulty> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket) => sockets.add(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const prometheus = [{ name: 'faulty', url, timeout: '2s', retries: 0, ...target }];
  const sources = createSources(configSchema.parse({ targets: { prometheus } }), {
    request: (_source, _target, outcome) => void seen.push(outcome),
    retry: () => void seen.push('retry'),
  });
  closers.push(
    () => sources.close(),
    () => sockets.forEach((socket) => socket.destroy()),
    () => server.close(),
  );
  return { sources, source: sources.prometheus('faulty') };
}

/** A source whose server does to each connection what the handler says. */
const serveTcp = (handler: (socket: net.Socket) => void, target: object = {}) =>
  open(net.createServer(handler), target);
const serve = (handler: http.RequestListener, target: object = {}) => open(http.createServer(handler), target);

function answer(status: number, body: unknown, headers: http.OutgoingHttpHeaders = {}): http.RequestListener {
  return (_request, response) => {
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  };
}

const empty = { status: 'success', data: { resultType: 'vector', result: [] } };
const vector = (...result: unknown[]) => ({ status: 'success', data: { resultType: 'vector', result } });

describe('a Prometheus target that is no healthy Prometheus', () => {
  it('is a timeout when the server stays silent, sends a head only, or drips', async () => {
    const target = { timeout: '200ms' };
    const silent = await serveTcp(() => undefined, target);
    await expect(silent.source.instant('up', never())).rejects.toMatchObject({ code: 'PRS_SOURCE_TIMEOUT' });
    const half = await serve((_request, response) => void response.writeHead(200).write('{'), target);
    await expect(half.source.instant('up', never())).rejects.toMatchObject({ code: 'PRS_SOURCE_TIMEOUT' });
    const drip = await serve((_request, response) => {
      const timer = setInterval(() => response.write(' '), 10);
      response.once('close', () => clearInterval(timer));
    }, target);
    await expect(drip.source.instant('up', never())).rejects.toMatchObject({
      code: 'PRS_SOURCE_TIMEOUT',
      message: 'Prometheus target "faulty": no complete answer within 0.2 s',
    });
    expect(drip.sources.status()[0]).toMatchObject({ up: false });
  });

  it('is unreachable when the connection is refused, reset or cut in the middle', async () => {
    const reset = await serveTcp((socket) => socket.once('data', () => socket.resetAndDestroy()));
    await expect(reset.source.instant('up', never())).rejects.toMatchObject({ code: 'PRS_SOURCE_UNREACHABLE' });
    const cut = await serveTcp((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{')),
    );
    await expect(cut.source.instant('up', never())).rejects.toMatchObject({ code: 'PRS_SOURCE_UNREACHABLE' });
    const refused = await serve(answer(200, empty), { url: 'http://user:hidden-secret@127.0.0.1:1/' });
    await expect(refused.source.instant('up', never())).rejects.toMatchObject({
      code: 'PRS_SOURCE_UNREACHABLE',
      message: expect.not.stringContaining('hidden-secret'),
    });
    const unknown = await serve(answer(200, empty), { url: 'http://prometheus.invalid' });
    await expect(unknown.source.instant('up', never())).rejects.toMatchObject({ code: 'PRS_SOURCE_UNREACHABLE' });
  });

  it('is a protocol error when something else answers', async () => {
    const bodies: unknown[] = [
      '<html>Login</html>',
      '',
      '"success"',
      [],
      { status: 'success' },
      { status: 'success', data: null },
      { status: 'success', data: { resultType: 'vector' } },
      { status: 'success', data: { resultType: 'vector', result: {} } },
      vector(null),
      vector({ metric: [], value: [1, '1'] }),
      vector({ metric: { a: 1 }, value: [1, '1'] }),
      vector({ metric: {}, value: ['1', '1'] }),
      vector({ metric: {}, value: [1, 1] }),
      vector({ metric: {}, value: 7 }),
    ];
    for (const body of bodies) {
      const { source } = await serve(answer(200, body));
      await expect(source.instant('up', never())).rejects.toMatchObject({ code: 'PRS_SOURCE_PROTOCOL' });
    }
    const labels = await serve(answer(200, { status: 'success', data: ['a', 1] }));
    await expect(labels.source.labelNames(never())).rejects.toMatchObject({ code: 'PRS_SOURCE_PROTOCOL' });
    const noHttp = await serveTcp((socket) => socket.once('data', () => socket.end('-ERR unknown command\r\n')));
    await expect(noHttp.source.instant('up', never())).rejects.toMatchObject({ code: 'PRS_SOURCE_PROTOCOL' });
  });

  it('does not follow redirects', async () => {
    const { source } = await serve((request, response) => {
      if (request.url === '/elsewhere') seen.push('followed');
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    await expect(source.instant('up', never())).rejects.toMatchObject({
      code: 'PRS_SOURCE_PROTOCOL',
      message: expect.stringContaining('302'),
    });
    expect(seen).not.toContain('followed');
  });

  it.each([
    [400, 'PRS_SOURCE_QUERY'],
    [401, 'PRS_SOURCE_AUTHENTICATION'],
    [403, 'PRS_SOURCE_PERMISSION'],
    [422, 'PRS_SOURCE_QUERY'],
    [429, 'PRS_SOURCE_UNREACHABLE'],
    [500, 'PRS_SOURCE_QUERY'],
    [503, 'PRS_SOURCE_UNREACHABLE'],
  ])('reads status %i as %s, with what the server said on one short line', async (status, code) => {
    const error = `first\nsecond \u001b[31m${'x'.repeat(10_000)}`;
    const { source } = await serve(answer(status, { status: 'error', errorType: 'execution', error }));
    const thrown = (await source.instant('up', never()).catch((failure: unknown) => failure)) as Error;
    expect(thrown).toMatchObject({ code, message: expect.stringContaining('first second [31mxxx') });
    expect(thrown.message.length).toBeLessThan(400);
  });

  it('stops reading an answer without end', async () => {
    const { source } = await serve(
      (_request, response) => {
        const megabyte = Buffer.alloc(1_000_000, ' ');
        const more = (): void => void (response.writable && response.write(megabyte, more));
        more();
      },
      { timeout: '20s' },
    );
    await expect(source.instant('up', never())).rejects.toMatchObject({ code: 'PRS_SOURCE_TOO_LARGE' });
  });

  it('drops histograms and values that are not finite', async () => {
    const { source } = await serve(
      answer(
        200,
        vector(
          { metric: { kind: 'number' }, value: [1.5, '2.5e3'] },
          { metric: { kind: 'nan' }, value: [1, 'NaN'] },
          { metric: { kind: 'infinite' }, value: [1, '+Inf'] },
          { metric: { kind: 'empty' }, value: [1, ''] },
          { metric: { kind: 'histogram' }, histogram: [1, { count: '1', sum: '1', buckets: [] }] },
        ),
      ),
    );
    expect(await source.instant('up', never())).toEqual([{ labels: { kind: 'number' }, times: [1.5], values: [2500] }]);
  });
});

describe('requests', () => {
  it('carry form, headers and credentials, and keep path and parameters of the URL', async () => {
    const requests: { url: string; method: string; headers: http.IncomingHttpHeaders; body: string }[] = [];
    const record: http.RequestListener = (request, response) => {
      let body = '';
      request
        .on('data', (chunk) => (body += chunk))
        .on('end', () => {
          requests.push({ url: request.url!, method: request.method!, headers: request.headers, body });
          response.end(JSON.stringify(empty));
        });
    };
    const bearer = await serve(record, { bearer_token: 'token\n', headers: { 'X-Scope-OrgID': 'tenant' } });
    await bearer.source.instant('a&b="ü"', never(), 1.5);
    expect(requests[0]).toMatchObject({
      url: '/api/v1/query',
      method: 'POST',
      body: 'query=a%26b%3D%22%C3%BC%22&timeout=2000ms&time=1.500',
      headers: {
        authorization: 'Bearer token',
        'x-scope-orgid': 'tenant',
        'content-type': 'application/x-www-form-urlencoded',
      },
    });
    const address = await serve(record);
    const { port } = new URL(`http://${requests[0]!.headers.host}`);
    const url = `http://u%40x:p%3Aw@127.0.0.1:${port}/base/?extra_label=a#fragment`;
    const prefixed = createSources(configSchema.parse({ targets: { prometheus: [{ name: 'p', url }] } }), {
      request: () => undefined,
      retry: () => undefined,
    });
    await prefixed.prometheus('p').instant('up', never());
    await prefixed.close();
    expect(requests[1]).toMatchObject({
      url: '/base/api/v1/query?extra_label=a',
      headers: { authorization: `Basic ${Buffer.from('u@x:p:w').toString('base64')}` },
    });
    expect(address.sources.status()).toHaveLength(1);
  });

  it('are repeated only where the failure can pass', async () => {
    const attempts = async (status: number, body: unknown = {}) => {
      let count = 0;
      const { source } = await serve(
        (request, response) => {
          count++;
          answer(count < 3 ? status : 200, count < 3 ? body : empty, { 'retry-after': '0' })(
            request,
            response as never,
          );
        },
        { retries: 2 },
      );
      await source.instant('up', never()).catch(() => undefined);
      return count;
    };
    for (const status of [429, 502, 503, 504]) expect(await attempts(status)).toBe(3);
    for (const status of [400, 401, 404, 500]) expect(await attempts(status)).toBe(1);
    expect(await attempts(503, { status: 'error', errorType: 'timeout', error: 'query timed out' })).toBe(1);
  });

  it('count each attempt and tell of each retry', async () => {
    let count = 0;
    const { source, sources } = await serve(
      (request, response) =>
        answer(count++ === 0 ? 503 : 200, empty, { 'retry-after': '0' })(request, response as never),
      { retries: 1 },
    );
    expect(await source.instant('up', never())).toEqual([]);
    expect(seen).toEqual(['PRS_SOURCE_UNREACHABLE', 'retry', 'ok']);
    expect(sources.status()[0]).toMatchObject({ up: true, error: undefined });
  });

  it('run at most as many at once as the target allows', async () => {
    let running = 0;
    let most = 0;
    const { source } = await serve(
      (request, response) => {
        most = Math.max(most, ++running);
        setTimeout(() => {
          running--;
          answer(200, empty)(request, response as never);
        }, 20);
      },
      { max_concurrency: 2 },
    );
    await Promise.all(Array.from({ length: 8 }, () => source.instant('up', never())));
    expect(most).toBe(2);
  });

  it('end when the caller gives up: under way, waiting for a turn, or between attempts', async () => {
    const caller = new AbortController();
    const silent = await serve(() => setTimeout(() => caller.abort(), 20), { max_concurrency: 1, timeout: '60s' });
    const both = [silent.source.instant('up', caller.signal), silent.source.instant('up', caller.signal)];
    for (const one of both) await expect(one).rejects.toMatchObject({ code: 'PRS_SOURCE_TIMEOUT' });
    expect(silent.sources.status()[0]?.up).toBeUndefined();

    const between = new AbortController();
    const busy = await serve(
      (request, response) => {
        answer(503, {}, { 'retry-after': '3600' })(request, response as never);
        setTimeout(() => between.abort(), 20);
      },
      { retries: 5 },
    );
    await expect(busy.source.instant('up', between.signal)).rejects.toMatchObject({ code: 'PRS_SOURCE_TIMEOUT' });
  });

  it('need a URL that is one', () => {
    for (const url of [undefined, 'localhost:9090', 'ftp://localhost', 'not a url with hidden-secret']) {
      const config = configSchema.parse({ targets: { prometheus: [{ name: 'bad', url }] } });
      const create = () => createSources(config, { request: () => undefined, retry: () => undefined });
      expect(create).toThrow(
        expect.objectContaining({ code: 'PRS_CONFIG_INVALID', message: expect.not.stringContaining('hidden') }),
      );
    }
  });
});
