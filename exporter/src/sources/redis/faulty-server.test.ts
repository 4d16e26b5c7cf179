import { jest } from '@jest/globals';
import net, { type AddressInfo } from 'node:net';
import { configSchema } from '../../config/config.js';
import { createSources } from '../create.js';
import type { RedisSource, Sources } from '../source.js';

const never = () => new AbortController().signal;
const closers: (() => unknown)[] = [];

afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
  jest.restoreAllMocks();
});

/** A source whose server answers every command, as the client sends it, with what the handler writes. */
async function serve(
  handler: (command: string, socket: net.Socket) => void,
  target: object = {},
): Promise<{ redis: RedisSource; sources: Sources; port: number }> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    socket.on('data', (data) => handler(commandIn(data), socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const redis = [{ name: 'faulty', host: '127.0.0.1', port, timeout: '300ms', ...target }];
  const sources = createSources(configSchema.parse({ targets: { redis } }), {
    request: () => undefined,
    retry: () => undefined,
  });
  closers.push(
    () => sources.close(),
    () => sockets.forEach((socket) => socket.destroy()),
    () => server.close(),
  );
  return { sources, redis: sources.redis('faulty'), port };
}

/** `CLIENT SETNAME presage` of its RESP array. */
function commandIn(data: Buffer): string {
  return String(data)
    .split('\r\n')
    .filter((_line, index) => index > 0 && index % 2 === 0)
    .join(' ')
    .trim();
}

/** Accepts the handshake and hands other commands on. */
const afterHandshake =
  (handler: (socket: net.Socket, command: string) => void) =>
  (command: string, socket: net.Socket): void => {
    if (/^CLIENT SETNAME/i.test(command)) socket.write('+OK\r\n');
    else handler(socket, command);
  };

const bulk = (text: string) => `$${Buffer.byteLength(text)}\r\n${text}\r\n`;

describe('a Redis target that is no healthy Redis', () => {
  it('is a timeout when the server accepts and stays silent', async () => {
    const { redis, sources } = await serve(() => undefined);
    await expect(redis.info(never())).rejects.toMatchObject({
      code: 'PRS_SOURCE_TIMEOUT',
      message: expect.stringContaining('Redis target "faulty"'),
    });
    expect(sources.status()[0]).toMatchObject({ up: false, error: { code: 'PRS_SOURCE_TIMEOUT' } });
  });

  it('is a timeout when a reply drips in too slowly', async () => {
    const { redis } = await serve(
      afterHandshake((socket) => {
        const timer = setInterval(() => socket.write('1'), 10);
        socket.once('close', () => clearInterval(timer));
        socket.write('$1000\r\n');
      }),
    );
    await expect(redis.info(never())).rejects.toMatchObject({ code: 'PRS_SOURCE_TIMEOUT' });
  });

  it('is unreachable when nobody listens, the name is unknown, or the connection is cut', async () => {
    const refused = await serve(() => undefined, { port: 1 });
    await expect(refused.redis.info(never())).rejects.toMatchObject({
      code: 'PRS_SOURCE_UNREACHABLE',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    const unknown = await serve(() => undefined, { host: 'redis.invalid', timeout: '5s' });
    await expect(unknown.redis.info(never())).rejects.toMatchObject({ code: 'PRS_SOURCE_UNREACHABLE' });
    const closed = await serve(afterHandshake((socket) => socket.end()));
    await expect(closed.redis.info(never())).rejects.toMatchObject({ code: 'PRS_SOURCE_UNREACHABLE' });
    const reset = await serve(afterHandshake((socket) => socket.resetAndDestroy()));
    await expect(reset.redis.info(never())).rejects.toMatchObject({ code: 'PRS_SOURCE_UNREACHABLE' });
  });

  it('is a protocol error when another protocol answers', async () => {
    const http = await serve((_command, socket) => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n'));
    await expect(http.redis.info(never())).rejects.toMatchObject({ code: 'PRS_SOURCE_PROTOCOL' });
    const list = await serve(afterHandshake((socket) => socket.write('*1\r\n:1\r\n')));
    await expect(list.redis.info(never())).rejects.toMatchObject({ code: 'PRS_SOURCE_PROTOCOL' });
  });

  it('stops reading a reply without end', async () => {
    const { redis } = await serve(
      afterHandshake((socket) => {
        const megabyte = 'x'.repeat(1_000_000);
        const more = (): void => void (socket.writable && socket.write(megabyte, more));
        socket.write('$512000000\r\n');
        more();
      }),
      { timeout: '20s' },
    );
    await expect(redis.info(never())).rejects.toMatchObject({ code: 'PRS_SOURCE_TOO_LARGE' });
  });

  it('is unreachable while it loads its data', async () => {
    const { redis } = await serve((_command, socket) =>
      socket.write('-LOADING Redis is loading the dataset in memory\r\n'),
    );
    await expect(redis.info(never())).rejects.toMatchObject({
      code: 'PRS_SOURCE_UNREACHABLE',
      message: expect.stringContaining('LOADING'),
    });
  });

  it('never lets the client library write to the console', async () => {
    const spies = (['warn', 'error', 'log'] as const).map((name) => jest.spyOn(console, name));
    const odd = 'ERR AUTH <password> called without any password configured for the default user. Are you sure?';
    const { redis } = await serve((_command, socket) => socket.write(`-${odd}\r\n`), { password: 'hidden-secret' });
    const error: unknown = await redis.info(never()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: 'PRS_SOURCE_AUTHENTICATION',
      message: expect.not.stringContaining('hidden-secret'),
    });
    for (const spy of spies) expect(spy).not.toHaveBeenCalled();
  });

  it('does without a name for its connection where CLIENT is forbidden', async () => {
    const { redis } = await serve((command, socket) =>
      socket.write(
        command === 'INFO' ? bulk('role:master\r\n') : "-NOPERM this user has no permissions to run 'client'\r\n",
      ),
    );
    expect([...(await redis.info(never())).values()]).toEqual([{ role: 'master' }]);
  });

  it('takes the address that was asked for a cluster node that does not know its own', async () => {
    const { redis, port } = await serve(
      afterHandshake((socket, command) => {
        const node = `*2\r\n${bulk('')}:${(socket.address() as AddressInfo).port}\r\n`;
        socket.write(command === 'INFO' ? bulk('role:master\r\n') : `*1\r\n*3\r\n:0\r\n:16383\r\n${node}`);
      }),
      { mode: 'cluster' },
    );
    expect([...(await redis.info(never())).keys()]).toEqual([`127.0.0.1:${port}`]);
  });

  it('sees that a sentinel still names a server that is a replica by now', async () => {
    const { redis, port } = await serve(
      afterHandshake((socket, command) => {
        const address = `*2\r\n${bulk('127.0.0.1')}${bulk(String((socket.address() as AddressInfo).port))}`;
        socket.write(command === 'INFO' ? bulk('role:slave\r\n') : address);
      }),
      { mode: 'sentinel' },
    );
    await expect(redis.info(never())).rejects.toMatchObject({
      code: 'PRS_SOURCE_UNREACHABLE',
      message: expect.stringContaining(`127.0.0.1:${port} is not the master`),
    });
  });

  it('opens no connection after it was closed', async () => {
    let connections = 0;
    const { redis, sources } = await serve(() => connections++);
    await sources.close();
    await expect(redis.info(never())).rejects.toMatchObject({ code: 'PRS_SOURCE_UNREACHABLE' });
    expect(connections).toBe(0);
  });
});
