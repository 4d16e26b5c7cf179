import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { findTools, startRedis, type Service } from '../../scripts/services.mjs';
import { sampleRedis } from './redis.js';
import { Sampler } from './sampler.js';

interface Body {
  lookups: number;
  hash: number[];
  operation: number[];
  outcome: number[];
  size: number[];
  ttl: number[];
}

(findTools().redisServer ? describe : describe.skip)('sampleRedis on a real Redis', () => {
  let directory: string;
  let service: Service;
  let receiver: Server;
  let url: string;
  let bodies: Body[];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'presage-sampler-'));
    service = await startRedis({ directory });
    receiver = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      bodies.push(JSON.parse(Buffer.concat(parts).toString()) as Body);
      response.end('{"accepted":1,"rate":1}');
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  }, 30_000);
  afterAll(async () => {
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));
    await service.stop();
    await rm(directory, { recursive: true, force: true });
  }, 30_000);

  let sampler: Sampler;
  let client: Redis;
  const open = (address = url, autoPipelining = false) => {
    bodies = [];
    sampler = new Sampler({ url: address, stream: 'pages', rate: 1, interval: 60_000 });
    client = sampleRedis(new Redis(service.url, { enableAutoPipelining: autoPipelining }), sampler);
  };
  afterEach(async () => {
    client.disconnect();
    await sampler.close();
  });
  const shipped = async () => {
    await sampler.flush();
    const [{ lookups, operation, outcome, size, ttl }] = bodies as [Body];
    return { lookups, rows: operation.map((code, at) => [code, outcome[at], size[at], ttl[at]]) };
  };

  it('sees look-ups with their outcome, stores with their time to live, and deletions', async () => {
    open();
    expect(await client.get('a')).toBeNull();
    expect(await client.set('a', 'xxxx', 'EX', 60)).toBe('OK');
    expect(await client.get('a')).toBe('xxxx');
    expect(await client.getBuffer('a')).toEqual(Buffer.from('xxxx'));
    await client.set('a', 'x', 'PX', 1_500);
    await client.setex('a', 30, 'xx');
    await client.psetex('a', 2_500, 'xxx');
    await client.set('a', 'x');
    await client.pexpire('a', 500);
    await client.del('a', 'b');
    expect(await shipped()).toEqual({
      lookups: 3,
      rows: [
        [0, 2, 0, 0],
        [1, 0, 5, 60],
        [0, 1, 5, 0],
        [0, 1, 5, 0],
        [1, 0, 2, 1.5],
        [1, 0, 3, 30],
        [1, 0, 4, 2.5],
        [1, 0, 2, 0],
        [1, 0, 0, 0.5],
        [2, 0, 0, 0],
        [2, 0, 0, 0],
      ],
    });
  });

  it('sees hashes, many keys at once, pipelines and transactions', async () => {
    open();
    await client.hset('h', 'field', 'value');
    await client.hgetall('h');
    await client.hgetall('none');
    await client.hget('h', 'field');
    await client.mget('h2', 'h3');
    await client.pipeline().get('p').set('p', 'x').exec();
    await client.multi().get('p').exec();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const { lookups, rows } = await shipped();
    expect(lookups).toBe(7);
    // the reply of a look-up in a transaction is only that it was queued
    const outcomes = rows.filter(([code]) => code === 0).map(([, outcome]) => outcome);
    expect(outcomes.slice(0, 5).sort()).toEqual([1, 1, 2, 2, 2]);
    expect(rows.filter(([code]) => code === 1)).toHaveLength(1);
  });

  it('sees commands that travel together', async () => {
    open(url, true);
    await client.set('a', 'x');
    expect(await Promise.all(['a', 'z'].map((key) => client.get(key)))).toEqual(['x', null]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await shipped()).toMatchObject({ lookups: 2 });
  });

  it('leaves errors to the caller and loses no request when the exporter is down', async () => {
    open('http://127.0.0.1:9');
    await client.set('text', 'x');
    await expect(client.hgetall('text')).rejects.toThrow('WRONGTYPE');
    const replies = await Promise.all(Array.from({ length: 5_000 }, () => client.get('text')));
    expect(replies.every((reply) => reply === 'x')).toBe(true);
    await sampler.flush();
    expect(sampler.status()).toMatchObject({ sent: 0, problem: expect.any(String) });
  });
});
