import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { PresageError } from '../error.js';
import { parseListenAddress } from './listen-address.js';
import { enforceClientAuth, tlsOptions } from './tls.js';
import type { WebConfig } from './web-config.js';

/** Longer than the usual scrape intervals, so that Prometheus keeps its connection. */
const KEEP_ALIVE = 130_000;
const HEADERS_TIMEOUT = 10_000;
const REQUEST_TIMEOUT = 30_000;
/** Of a connection on which nothing moves, e.g. a client that does not read its answer. */
const SOCKET_TIMEOUT = 300_000;
const MOST_CONNECTIONS = 1_000;
/** How long requests under way may take when the server closes. */
const CLOSE_GRACE = 3_000;

export interface WebServer {
  port: number;
  /** Takes a new certificate for connections to come. */
  setTls(tls: NonNullable<WebConfig['tls']>): void;
  /** Lets requests end for a moment, then cuts the connections. */
  close(): Promise<void>;
}

/** Starts to listen. PRS_CONFIG_INVALID when the address cannot be used. */
export async function listen(
  handler: RequestListener,
  address: string,
  tls: WebConfig['tls'] | undefined,
): Promise<WebServer> {
  const { host, port } = parseListenAddress(address);
  const server = tls ? createTlsServer(tlsOptions(tls), handler) : createServer(handler);
  let clientAuth = tls?.clientAuthType ?? 'NoClientCert';
  if (server instanceof HttpsServer) enforceClientAuth(server, () => clientAuth);
  server.keepAliveTimeout = KEEP_ALIVE;
  server.headersTimeout = HEADERS_TIMEOUT;
  server.requestTimeout = REQUEST_TIMEOUT;
  server.setTimeout(SOCKET_TIMEOUT);
  server.maxConnections = MOST_CONNECTIONS;
  await bind(server, host, port, address);
  return {
    port: (server.address() as AddressInfo).port,
    setTls: (next) => {
      if (!(server instanceof HttpsServer)) return;
      server.setSecureContext(tlsOptions(next));
      clientAuth = next.clientAuthType;
    },
    close: () => close(server),
  };
}

function bind(server: Server, host: string | undefined, port: number, address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(bindError(error, address)));
    server.listen({ host, port }, resolve);
  });
}

function bindError({ code, message }: NodeJS.ErrnoException, address: string): PresageError {
  const reasons: Record<string, string> = {
    EADDRINUSE: 'another process listens there already',
    EACCES: 'this user may not listen there',
    EADDRNOTAVAIL: 'this machine does not have the address',
    ENOTFOUND: 'the host name is not known',
  };
  const reason = reasons[code ?? ''] ?? message;
  return new PresageError(
    'PRS_CONFIG_INVALID',
    `cannot listen on ${address}: ${reason}; choose another with --web.listen-address`,
  );
}

async function close(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  // a connection becomes idle when its last answer is out
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  const cut = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE);
  await closed;
  clearInterval(sweep);
  clearTimeout(cut);
}
