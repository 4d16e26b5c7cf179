import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const ROUTE = 'token/';
/** Grafana's `[dataproxy] timeout`. */
const DEFAULT_TIMEOUT_SECONDS = 30;

/**
 * Sends a request on as Grafana's data proxy does: credentials are added here, cookies stay here, a 401 comes back as
 * the 400 that Grafana makes of it, a server that cannot be reached is a 502, and one that is too slow a 504.
 * @param {import('node:http').IncomingMessage} request
 * @param {import('node:http').ServerResponse} response
 * @param {{url: string, basicAuth?: boolean, basicAuthUser?: string, jsonData: object, secureJsonData?: object}} settings
 * @param {string} target path and query behind the proxy's own
 */
export async function forward(request, response, settings, target) {
  const throughRoute = target.startsWith(ROUTE);
  const path = throughRoute ? target.slice(ROUTE.length) : target;
  const aborted = new AbortController();
  response.on('close', () => aborted.abort());
  const late = AbortSignal.timeout((settings.jsonData.timeout ?? DEFAULT_TIMEOUT_SECONDS) * 1000);
  try {
    const answer = await fetch(`${settings.url.replace(/\/$/, '')}/${path}`, {
      method: request.method,
      headers: {
        'content-type': 'application/json',
        ...credentials(settings, throughRoute),
        ...customHeaders(settings),
      },
      body: request.method === 'GET' ? undefined : Readable.toWeb(request),
      duplex: 'half',
      signal: AbortSignal.any([aborted.signal, late]),
    });
    if (answer.status === 401) return void response.writeHead(400).end('Authentication to data source failed');
    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
    if (answer.body) await pipeline(Readable.fromWeb(answer.body), response);
    else response.end();
  } catch {
    if (!response.headersSent) response.writeHead(late.aborted ? 504 : 502);
    response.end();
  }
}

/** As the route of plugin.json and Grafana's basic auth fields say. */
function credentials({ basicAuth, basicAuthUser, secureJsonData = {} }, throughRoute) {
  if (throughRoute) return { authorization: `Bearer ${secureJsonData.token ?? ''}` };
  if (!basicAuth) return {};
  const pair = `${basicAuthUser}:${secureJsonData.basicAuthPassword ?? ''}`;
  return { authorization: `Basic ${Buffer.from(pair).toString('base64')}` };
}

/** Counted from 1, up to the first gap. */
function customHeaders({ jsonData, secureJsonData = {} }) {
  const headers = {};
  for (let number = 1; jsonData[`httpHeaderName${number}`]; number++) {
    headers[jsonData[`httpHeaderName${number}`]] = secureJsonData[`httpHeaderValue${number}`] ?? '';
  }
  return headers;
}
