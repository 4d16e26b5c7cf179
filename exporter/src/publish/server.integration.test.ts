import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import { makeCertificates } from '../../../scripts/services.mjs';
import { listen, type WebServer } from './server.js';
import type { ClientAuthType, WebConfig } from './web-config.js';

interface Pair {
  ca: string;
  cert: string;
  key: string;
}
let directory: string;
let ours: Pair;
let foreign: Pair;
const opened: WebServer[] = [];

async function makePair(name: string): Promise<Pair> {
  const { caFile, certFile, keyFile } = await makeCertificates(join(directory, name));
  const [ca, cert, key] = await Promise.all([caFile, certFile, keyFile].map((file) => readFile(file, 'utf8')));
  return { ca: ca!, cert: cert!, key: key! };
}
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'presage-tls-'));
  [ours, foreign] = await Promise.all([makePair('ours'), makePair('foreign')]);
}, 30_000);
afterEach(() => Promise.all(opened.splice(0).map((server) => server.close())));
afterAll(() => rm(directory, { recursive: true }));

type Tls = NonNullable<WebConfig['tls']>;
const tlsOf = (clientAuthType: ClientAuthType, more: Partial<Tls> = {}): Tls => ({
  ...ours,
  clientAuthType,
  minVersion: 'TLS12',
  maxVersion: 'TLS13',
  ...more,
});
async function start(tls: Tls): Promise<WebServer> {
  const server = await listen((_request, response) => void response.end('hello'), '127.0.0.1:0', tls);
  opened.push(server);
  return server;
}
/** Status of a request with the client certificate of `client`, `refused` when the connection is cut. */
async function ask({ port }: WebServer, client?: Pair): Promise<number | 'refused'> {
  const asked = request({
    host: 'localhost',
    family: 4,
    port,
    ca: ours.ca,
    cert: client?.cert,
    key: client?.key,
    agent: false,
  });
  try {
    const [answer] = (await once(asked.end(), 'response')) as [IncomingMessage];
    answer.resume();
    return answer.statusCode!;
  } catch {
    return 'refused';
  }
}

describe('listen with TLS', () => {
  it.each([
    ['NoClientCert', 200, 200, 200],
    ['RequestClientCert', 200, 200, 200],
    ['RequireAnyClientCert', 'refused', 200, 200],
    ['VerifyClientCertIfGiven', 200, 200, 'refused'],
    ['RequireAndVerifyClientCert', 'refused', 200, 'refused'],
  ] as const)('%s: none %s, ours %s, foreign %s', async (type, none, own, other) => {
    const server = await start(tlsOf(type, { ca: type === 'NoClientCert' ? undefined : ours.ca }));
    expect([await ask(server), await ask(server, ours), await ask(server, foreign)]).toEqual([none, own, other]);
  });

  it('refuses versions below the least', async () => {
    const server = await start(tlsOf('NoClientCert', { minVersion: 'TLS13' }));
    const socket = connect({ port: server.port, host: '127.0.0.1', maxVersion: 'TLSv1.2', rejectUnauthorized: false });
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toMatch(/ALERT_PROTOCOL_VERSION/);
  });

  it('shows a new certificate to new connections', async () => {
    const server = await start(tlsOf('NoClientCert'));
    const serial = async () => {
      const socket: TLSSocket = connect({ port: server.port, host: '127.0.0.1', rejectUnauthorized: false });
      await once(socket, 'secureConnect');
      const certificate: PeerCertificate = socket.getPeerCertificate();
      socket.destroy();
      return certificate.fingerprint256;
    };
    const before = await serial();
    server.setTls({ ...tlsOf('NoClientCert'), ...foreign });
    expect(await serial()).not.toBe(before);
  });

  it('says that certificate and key do not fit, without showing them', async () => {
    const mixed = tlsOf('NoClientCert', { key: foreign.key });
    const error = await start(mixed).catch((thrown: Error) => thrown);
    expect(error).toMatchObject({ code: 'PRS_CONFIG_INVALID' });
    expect((error as Error).message).not.toContain('BEGIN');
  });
});

describe('close', () => {
  it('lets a request under way end and takes no new one', async () => {
    let finish: () => void = () => undefined;
    let arrived: () => void = () => undefined;
    const arrival = new Promise<void>((resolve) => (arrived = resolve));
    const server = await listen(
      (_request, response) => {
        finish = () => response.end('late');
        arrived();
      },
      '127.0.0.1:0',
      undefined,
    );
    const url = `http://127.0.0.1:${server.port}`;
    const asked = fetch(url).then((answer) => answer.text());
    await arrival;
    const closed = server.close();
    await expect(fetch(url)).rejects.toThrow();
    finish();
    expect(await asked).toBe('late');
    await closed;
  });
});
