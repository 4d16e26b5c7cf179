import net from 'node:net';
import type { AddressInfo } from 'node:net';
import { configSchema } from '../../config/config.js';
import { createSources } from '../create.js';
import type { PostgresSource, Sources } from '../source.js';

type Handler = (socket: net.Socket) => void;

const never = () => new AbortController().signal;
const closers: (() => unknown)[] = [];

afterEach(async () => {
  await Promise.all(closers.splice(0).map((close) => close()));
});

/** A source whose server does to each connection what the handler says. */
async function serve(handler: Handler, target: object = {}): Promise<{ postgres: PostgresSource; sources: Sources }> {
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    handler(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const postgres = [{ name: 'faulty', host: '127.0.0.1', port, user: 'postgres', timeout: '300ms', ...target }];
  const sources = createSources(configSchema.parse({ targets: { postgres } }), {
    request: () => undefined,
    retry: () => undefined,
  });
  closers.push(
    () => sources.close(),
    () => sockets.forEach((socket) => socket.destroy()),
    () => server.close(),
  );
  return { sources, postgres: sources.postgres('faulty') };
}

function message(type: string, body: Buffer | string): Buffer {
  const content = Buffer.from(body);
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeInt32BE(content.length + 4, 1);
  return Buffer.concat([head, content]);
}

const int32 = (value: number) => Buffer.from([value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]);
const int16 = (value: number) => int32(value).subarray(2);
const ready = message('Z', 'I');
const loggedIn = Buffer.concat([message('R', int32(0)), message('K', Buffer.concat([int32(7), int32(8)])), ready]);

/** The answer to one extended query: a row of text columns, and of int4 where the text is a number. */
function row(columns: Record<string, string>): Buffer {
  const names = Object.keys(columns);
  const fields = names.map((name) =>
    Buffer.concat([
      Buffer.from(`${name}\0`),
      int32(0),
      int16(0),
      int32(/^\d+$/.test(columns[name]!) ? 23 : 25),
      int16(65_535),
      int32(-1),
      int16(0),
    ]),
  );
  const values = Object.values(columns).map((value) =>
    Buffer.concat([int32(Buffer.byteLength(value)), Buffer.from(value)]),
  );
  return Buffer.concat([
    message('1', ''),
    message('2', ''),
    message('T', Buffer.concat([int16(names.length), ...fields])),
    message('D', Buffer.concat([int16(names.length), ...values])),
    message('C', 'SELECT 1\0'),
    ready,
  ]);
}

/** Logs every client in, says which version it is, and leaves further queries to the handler. */
function conversation(version: string, onQuery: Handler): Handler {
  return (socket) => {
    let messages = 0;
    socket.on('data', () => {
      messages++;
      if (messages === 1) socket.write(loggedIn);
      else if (messages === 2) socket.write(row({ number: version, text: `${version} text` }));
      else onQuery(socket);
    });
  };
}

const ask = (postgres: PostgresSource, signal = never()) =>
  postgres.session('postgres', signal, (session) => session.query('SELECT 1'));

describe('a PostgreSQL target that is no healthy PostgreSQL', () => {
  it('is a timeout when the server accepts and stays silent', async () => {
    const { postgres, sources } = await serve(() => undefined);
    await expect(ask(postgres)).rejects.toMatchObject({
      code: 'PRS_SOURCE_TIMEOUT',
      message: expect.stringContaining('PostgreSQL target "faulty"'),
    });
    expect(sources.status()[0]).toMatchObject({ up: false, error: { code: 'PRS_SOURCE_TIMEOUT' } });
  });

  it('is unreachable when the server closes at once', async () => {
    const { postgres } = await serve((socket) => socket.end());
    await expect(ask(postgres)).rejects.toMatchObject({ code: 'PRS_SOURCE_UNREACHABLE' });
  });

  it('is unreachable when nobody listens or the name is unknown', async () => {
    const { postgres } = await serve(() => undefined, { port: 1 });
    await expect(ask(postgres)).rejects.toMatchObject({
      code: 'PRS_SOURCE_UNREACHABLE',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    const nowhere = await serve(() => undefined, { host: 'database.invalid' });
    await expect(ask(nowhere.postgres)).rejects.toMatchObject({ code: 'PRS_SOURCE_UNREACHABLE' });
  });

  it('is a protocol error when another protocol answers', async () => {
    const { postgres } = await serve((socket) =>
      socket.on('data', () => socket.write('HTTP/1.1 400 Bad Request\r\n\r\n')),
    );
    await expect(ask(postgres)).rejects.toMatchObject({ code: 'PRS_SOURCE_PROTOCOL' });
  });

  it('survives messages that the protocol parser throws on', async () => {
    const { postgres } = await serve((socket) => socket.on('data', () => socket.write(message('R', int32(99)))));
    await expect(ask(postgres)).rejects.toMatchObject({ code: 'PRS_SOURCE_PROTOCOL' });
    const later = await serve(conversation('150000', (socket) => socket.write(message('R', int32(99)))));
    await expect(ask(later.postgres)).rejects.toMatchObject({ code: 'PRS_SOURCE_PROTOCOL' });
  });

  it('is a TLS error when TLS is asked for and refused or garbled', async () => {
    const tls = { insecure_skip_verify: true };
    const plain = await serve((socket) => socket.on('data', () => socket.write('N')), { tls });
    await expect(ask(plain.postgres)).rejects.toMatchObject({ code: 'PRS_SOURCE_TLS' });
    const garbled = await serve(
      (socket) => socket.once('data', () => socket.write('S', () => socket.on('data', () => socket.end('garbage')))),
      { tls },
    );
    await expect(ask(garbled.postgres)).rejects.toMatchObject({ code: 'PRS_SOURCE_TLS' });
  });

  it('names the version when it is too old', async () => {
    const { postgres } = await serve(conversation('120022', () => undefined));
    await expect(ask(postgres)).rejects.toMatchObject({
      code: 'PRS_POSTGRES_VERSION',
      message: expect.stringContaining('120022 text'),
    });
  });

  it('talks to the oldest version that is supported', async () => {
    const { postgres } = await serve(conversation('130000', (socket) => socket.write(row({ discarded: 'yes' }))));
    expect(await postgres.version(never())).toBe(130_000);
  });

  it('is a timeout when an answer drips in too slowly', async () => {
    const { postgres } = await serve(
      conversation('150000', (socket) => {
        const bytes = row({ one: 'x'.repeat(1_000) });
        let sent = 0;
        const timer = setInterval(() => socket.write(bytes.subarray(sent, ++sent)), 10);
        socket.once('close', () => clearInterval(timer));
      }),
    );
    await expect(ask(postgres)).rejects.toMatchObject({ code: 'PRS_SOURCE_TIMEOUT' });
  });

  it('stops reading an answer without end', async () => {
    const { postgres } = await serve(
      conversation('150000', (socket) => {
        const megabyte = message('D', Buffer.concat([int16(1), int32(1_000_000), Buffer.alloc(1_000_000, 'x')]));
        const more = (): void => void (socket.writable && socket.write(megabyte, more));
        socket.write(row({ one: '1' }).subarray(0, -6 - 14));
        more();
      }),
      { timeout: '20s' },
    );
    await expect(ask(postgres)).rejects.toMatchObject({ code: 'PRS_SOURCE_TOO_LARGE' });
  });

  it('is unreachable when the connection is reset in the middle of a query', async () => {
    const { postgres } = await serve(conversation('150000', (socket) => socket.resetAndDestroy()));
    await expect(ask(postgres)).rejects.toMatchObject({ code: 'PRS_SOURCE_UNREACHABLE' });
  });

  it('lets the caller give up while it connects, waits for its turn, or queries', async () => {
    const silent = await serve(() => undefined, { max_connections: 1, timeout: '20s' });
    const callers = [new AbortController(), new AbortController()];
    const both = callers.map((caller) => ask(silent.postgres, caller.signal));
    callers.forEach((caller) => caller.abort());
    for (const one of both) await expect(one).rejects.toMatchObject({ code: 'PRS_SOURCE_TIMEOUT' });

    const caller = new AbortController();
    const stalled = await serve(
      conversation('150000', () => caller.abort()),
      { timeout: '20s' },
    );
    await expect(ask(stalled.postgres, caller.signal)).rejects.toMatchObject({ code: 'PRS_SOURCE_TIMEOUT' });
    expect(stalled.sources.status()[0]).toMatchObject({ up: true });
    await expect(ask(stalled.postgres, caller.signal)).rejects.toMatchObject({ code: 'PRS_SOURCE_TIMEOUT' });
  });

  it('opens no connection after it was closed', async () => {
    const { postgres, sources } = await serve(conversation('150000', () => undefined));
    await sources.close();
    await expect(ask(postgres)).rejects.toMatchObject({ code: 'PRS_SOURCE_UNREACHABLE' });
  });
});
