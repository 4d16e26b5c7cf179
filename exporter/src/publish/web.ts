import { API_LIMITS, queryRequest } from '@presage/contract/api';
import { gateRequest } from '@presage/contract/gate';
import { namesRequest } from '@presage/contract/names';
import express, { type Express, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { PresageError } from '../error.js';
import { ACCESS_PATH, acceptAccess } from './access.js';
import type { Backend, Gate } from './backend.js';
import { failureHandler, invalidBody, notFound, onlyMethod, sendFailure } from './failure.js';
import { LANDING_STYLE_HASH, renderLanding } from './landing.js';
import { CONTENT_TYPES } from './metrics/family.js';
import { negotiateFormat } from './metrics/negotiate.js';
import { openApiDocument } from './openapi.js';
import { send, sendJson } from './send.js';

export interface WebOptions {
  telemetryPath: string;
  /** Headers of the web configuration file, over those set here. */
  headers: () => Record<string, string>;
}

/** The web side of the exporter as an express application. Health pages answer without credentials. */
export function createWeb(backend: Backend, gate: Gate, options: WebOptions): Express {
  const { telemetryPath } = options;
  const app = express();
  app.disable('x-powered-by');
  app.set('etag', false);
  app.set('trust proxy', false);

  app.use(measure(backend, new Set([...PATHS, telemetryPath])), headers(options));
  app.get('/-/healthy', (_request, response) => void response.type('text/plain').send('Presage is healthy.\n'));
  app.get('/-/ready', ready(backend));
  app.use(authenticate(gate));

  app.get('/', landing(backend, telemetryPath));
  app.get(telemetryPath, metrics(backend));
  app.get('/api/v1/catalog', (request, response) => sendJson(request, response, backend.catalog()));
  app.get('/api/v1/revisions', (request, response) => sendJson(request, response, backend.revisions()));
  const openApi = openApiDocument(backend.version);
  app.get('/api/v1/openapi.json', (request, response) => sendJson(request, response, openApi));
  app.post('/api/v1/query', express.json({ limit: API_LIMITS.bodyBytes }), query(backend));
  app.get('/api/v1/names', names(backend));
  app.get('/api/v1/gate', judge(backend));
  app.post('/api/v1/gate', express.json({ limit: API_LIMITS.bodyBytes }), judge(backend));
  app.post(`${ACCESS_PATH}:stream`, ...acceptAccess(backend));
  app.post('/-/reload', reload(backend));

  app.all(['/api/v1/query', '/-/reload', `${ACCESS_PATH}:stream`], onlyMethod('POST'));
  app.all('/api/v1/gate', onlyMethod('GET, POST'));
  app.all([...PATHS, telemetryPath], onlyMethod('GET'));
  app.use(notFound);
  app.use(failureHandler(backend));
  return app;
}

/** Paths with a time series of their own; all others share one. */
const PATHS = [
  '/',
  '/-/healthy',
  '/-/ready',
  '/-/reload',
  '/api/v1/query',
  '/api/v1/gate',
  '/api/v1/catalog',
  '/api/v1/names',
  '/api/v1/revisions',
  '/api/v1/openapi.json',
];
/** What nginx calls a client that went away. */
const CLIENT_CLOSED = 499;

function measure(backend: Backend, known: ReadonlySet<string>): RequestHandler {
  return (request, response, next) => {
    const start = performance.now();
    const route = known.has(request.path) ? request.path : isAccess(request.path) ? ACCESS_PATH : 'other';
    response.once('close', () => {
      const status = response.writableFinished ? response.statusCode : CLIENT_CLOSED;
      backend.requestEnded(route, status, (performance.now() - start) / 1000);
    });
    next();
  };
}

function isAccess(path: string): boolean {
  return path.startsWith(ACCESS_PATH);
}

function headers(options: WebOptions): RequestHandler {
  const fixed = {
    'Cache-Control': 'no-store',
    'Content-Security-Policy': `default-src 'none'; style-src '${LANDING_STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  };
  return (_request, response, next) => {
    for (const [name, value] of Object.entries({ ...fixed, ...options.headers() })) response.setHeader(name, value);
    next();
  };
}

function authenticate(gate: Gate): RequestHandler {
  return async (request: Request, response: Response, next: NextFunction) => {
    if (await gate.admits(request.headers.authorization)) return next();
    response.setHeader('WWW-Authenticate', gate.challenges());
    sendFailure(response, new PresageError('PRS_UNAUTHORIZED', 'credentials are missing or wrong'));
  };
}

function ready(backend: Backend): RequestHandler {
  return (_request, response) => {
    const reason = backend.notReady();
    response.status(reason === undefined ? 200 : 503).type('text/plain');
    response.send(reason === undefined ? 'Presage is ready.\n' : `Not ready: ${reason}\n`);
  };
}

function landing(backend: Backend, telemetryPath: string): RequestHandler {
  return (request, response) => {
    const page = renderLanding(backend.catalog(), { telemetryPath, notReady: backend.notReady(), now: Date.now() });
    return send(request, response, 'text/html; charset=utf-8', Buffer.from(page));
  };
}

function metrics(backend: Backend): RequestHandler {
  return async (request, response) => {
    const format = negotiateFormat(request.headers.accept);
    response.vary('Accept');
    await send(request, response, CONTENT_TYPES[format], ...(await backend.metrics(format)));
  };
}

function query(backend: Backend): RequestHandler {
  return async (request, response) => {
    const parsed = queryRequest.safeParse(request.body);
    if (!parsed.success) throw invalidBody(request, parsed.error);
    const gone = untilGone(response);
    const answer = await backend.query(parsed.data, gone);
    if (!gone.aborted) await sendJson(request, response, answer);
  };
}

/** Asks as a JSON body, or as parameters where a client can only GET. */
function judge(backend: Backend): RequestHandler {
  return async (request, response) => {
    const parsed = gateRequest.safeParse(request.method === 'POST' ? request.body : { ...request.query });
    if (!parsed.success) throw invalidBody(request, parsed.error);
    const gone = untilGone(response);
    const answer = await backend.gate(parsed.data, gone);
    if (!gone.aborted) await sendJson(request, response, answer);
  };
}

function names(backend: Backend): RequestHandler {
  return async (request, response) => {
    const parsed = namesRequest.safeParse({ ...request.query });
    if (!parsed.success) throw invalidBody(request, parsed.error);
    const gone = untilGone(response);
    const answer = await backend.names(parsed.data, gone);
    if (!gone.aborted) await sendJson(request, response, answer);
  };
}

function untilGone(response: Response): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => gone.abort(new PresageError('PRS_OVERLOADED', 'the client went away')));
  return gone.signal;
}

function reload(backend: Backend): RequestHandler {
  return async (request, response) => {
    // a page of another site could send this from the browser of someone who may
    const site = request.headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin' && site !== 'none') {
      throw new PresageError('PRS_UNAUTHORIZED', 'pages of other sites may not reload the configuration');
    }
    await backend.reload();
    await sendJson(request, response, { reloaded: true });
  };
}
