import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { hashKey } from './hash.js';
import { sampleCache } from './cache.js';
import { Sampler, type SamplerOptions } from './sampler.js';

interface Received {
  url: string;
  authorization: string | undefined;
  body: Record<string, unknown> & { hash: number[]; lookups: number; lost: number; rate: number; prefixes: string[] };
}

let server: Server;
let url: string;
let received: Received[];
let answer: (respond: (status: number, body: string, headers?: Record<string, string>) => void) => void;
const samplers: Sampler[] = [];

beforeEach(async () => {
  received = [];
  answer = (respond) => respond(200, '{"accepted":1,"rate":1}');
  server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(parts).toString()) as Received['body'];
      received.push({ url: request.url!, authorization: request.headers.authorization, body });
      answer((status, text, headers) => response.writeHead(status, headers).end(text));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await Promise.all(samplers.splice(0).map((sampler) => sampler.close()));
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function create(options: Partial<SamplerOptions> = {}): Sampler {
  const sampler = new Sampler({ url, stream: 'pages', rate: 1, interval: 60_000, ...options });
  samplers.push(sampler);
  return sampler;
}

describe('hashKey', () => {
  it('is the hash of the exporter', () => {
    expect(['', 'a', 'product:1', 'größe', '🙂'].map(hashKey)).toEqual([
      2_872_998_923, 444_641_715, 1_097_168_160, 2_538_389_087, 2_208_423_841,
    ]);
  });
});

describe('Sampler', () => {
  it('ships kept keys with their operations, and the count of all look-ups', async () => {
    const sampler = create({ token: 'secret' });
    const cache = sampleCache(new Map<string, string>(), sampler, { ttlOf: () => 60 });
    cache.get('product:1');
    cache.set('product:1', 'value');
    expect(cache.get('product:1')).toBe('value');
    cache.delete('product:1');
    sampler.updated('page/2');
    await sampler.flush();
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({ url: '/api/v1/access/pages', authorization: 'Bearer secret' });
    expect(received[0]!.body).toEqual({
      rate: 1,
      lookups: 2,
      lost: 0,
      prefixes: ['product', 'page'],
      hash: [...Array(4).fill(hashKey('product:1')), hashKey('page/2')],
      time: Array(5).fill(expect.closeTo(Date.now(), -4)),
      operation: [0, 1, 0, 2, 3],
      outcome: [2, 0, 1, 0, 0],
      size: [0, 14, 14, 0, 0],
      ttl: [0, 60, 0, 0, 0],
      prefix: [0, 0, 0, 0, 1],
    });
    expect(sampler.status()).toEqual({ sent: 5, lost: 0, rate: 1 });
  });

  it('keeps the share of the keys that it was asked for, every access of each', async () => {
    const sampler = create({ rate: 0.1 });
    const cache = sampleCache(new Map<string, number>(), sampler);
    for (let round = 0; round < 2; round++) for (let key = 0; key < 3_000; key++) cache.get(`k${key}`);
    await sampler.flush();
    const [{ body }] = received as [Received];
    expect(body.lookups).toBe(6_000);
    expect(new Set(body.hash).size / 3_000).toBeCloseTo(0.1, 1);
    expect(body.hash.length).toBe(2 * new Set(body.hash).size);
    expect(body.hash.every((hash) => hash < 0.1 * 2 ** 32)).toBe(true);
  });

  it('follows the exporter to fewer keys, and no further than configured to more', async () => {
    const sampler = create({ rate: 0.5 });
    answer = (respond) => respond(200, '{"accepted":1,"rate":0.1}');
    sampler.count();
    await sampler.flush();
    expect(sampler.status().rate).toBe(0.1);
    answer = (respond) => respond(200, '{"accepted":1,"rate":0.9}');
    sampler.count();
    await sampler.flush();
    expect(sampler.status().rate).toBe(0.5);
    expect(received.map(({ body }) => body.rate)).toEqual([0.5, 0.1]);
  });

  it('is bounded, and says what it lost', async () => {
    const sampler = create();
    const cache = sampleCache(new Map<string, number>(), sampler);
    for (let key = 0; key < 5_000; key++) cache.get(`k${key}`);
    await sampler.flush();
    expect(received[0]!.body.hash).toHaveLength(2_000);
    expect(received[0]!.body).toMatchObject({ lookups: 5_000, lost: 3_000 });
    expect(sampler.status()).toMatchObject({ sent: 2_000, lost: 3_000 });
  });

  it.each([
    ['an exporter that is down', 'http://127.0.0.1:9'],
    ['an address that is none', 'http://no-such-host.invalid'],
  ])('does the application no harm with %s', async (_, dead) => {
    const sampler = create({ url: dead, interval: 5 });
    const cache = sampleCache(new Map<string, number>(), sampler);
    let answered = 0;
    for (let key = 0; key < 20_000; key++) {
      cache.set(`k${key}`, key);
      if (cache.get(`k${key}`) === key) answered++;
      if (key % 5_000 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await sampler.flush();
    expect(answered).toBe(20_000);
    expect(sampler.status()).toMatchObject({ sent: 0, problem: expect.any(String) });
    expect(sampler.status().lost).toBeGreaterThan(1_000);
  });

  it('does not wait for an exporter that stalls, and sends one batch at a time', async () => {
    answer = () => undefined;
    const sampler = create({ timeout: 200 });
    const cache = sampleCache(new Map<string, number>(), sampler);
    cache.get('a');
    const first = sampler.flush();
    for (let key = 0; key < 4_000; key++) cache.get(`k${key}`);
    await sampler.flush();
    await first;
    expect(received).toHaveLength(1);
    expect(sampler.status()).toMatchObject({ sent: 0, problem: expect.stringContaining('timeout') });
  });

  it('leaves an exporter alone for as long as it says', async () => {
    answer = (respond) => respond(429, '{}', { 'Retry-After': '30' });
    const sampler = create();
    sampler.count();
    await sampler.flush();
    sampler.count();
    await sampler.flush();
    expect(received).toHaveLength(1);
    expect(sampler.status().problem).toBe('the exporter answered 429');
  });

  it.each([['nonsense'], ['{"rate":"x"}'], ['{"rate":-1}'], ['[]']])('bears the answer %s', async (text) => {
    answer = (respond) => respond(200, text);
    const sampler = create();
    sampler.count();
    await sampler.flush();
    expect(sampler.status().rate).toBe(1);
  });

  it('refuses a rate that is none', () => {
    expect(() => create({ rate: 0 })).toThrow('rate must be above 0 and at most 1');
  });
});

describe('sampleCache', () => {
  it('waits for a late answer, and leaves a failure to the caller', async () => {
    const sampler = create();
    const cache = sampleCache(
      {
        get: async (key: string) => {
          if (key === 'bad') throw new Error('broken');
          return key === 'a' ? 'x' : undefined;
        },
        set: async (_key: string, _value: string) => undefined,
      },
      sampler,
    );
    expect(await cache.get('a')).toBe('x');
    expect(await cache.get('b')).toBeUndefined();
    await expect(cache.get('bad')).rejects.toThrow('broken');
    await sampler.flush();
    expect(received[0]!.body).toMatchObject({ lookups: 3, outcome: [1, 2] });
  });

  it('survives functions of the application that throw', () => {
    const fail = () => {
      throw new Error('broken');
    };
    const cache = sampleCache(new Map<string, string>(), create({ prefixOf: fail }), { sizeOf: fail, ttlOf: fail });
    expect(cache.set('a', 'b').get('a')).toBe('b');
  });
});
