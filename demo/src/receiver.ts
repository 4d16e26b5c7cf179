import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { pathToFileURL } from 'node:url';
import { endRequested, numberVariable, variable } from './environment.js';

/** One alert as Alertmanager delivered it. */
export interface DeliveredAlert {
  name: string;
  status: string;
  severity?: string;
  summary?: string;
  description?: string;
  runbookUrl?: string;
  labels: Record<string, string>;
  /** Unix milliseconds. */
  receivedAt: number;
}

export interface Receiver {
  url: string;
  close(): Promise<void>;
}

const MAXIMUM_BODY_BYTES = 1_000_000;
const MAXIMUM_ALERTS = 1_000;

/** A webhook for Alertmanager at any path by POST, which shows the alerts that arrived at `GET /alerts`. */
export function startReceiver(port: number, host = '127.0.0.1'): Promise<Receiver> {
  const alerts: DeliveredAlert[] = [];
  const server = createServer((request, response) => {
    handle(request, response, alerts).catch((error: Error) => answer(response, 400, { error: error.message }));
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      const ownPort = typeof address === 'object' && address ? address.port : port;
      resolve({
        url: `http://127.0.0.1:${ownPort}`,
        close: () => {
          server.closeAllConnections();
          return new Promise((done) => server.close(() => done()));
        },
      });
    });
  });
}

async function handle(request: IncomingMessage, response: ServerResponse, alerts: DeliveredAlert[]): Promise<void> {
  if (request.method === 'POST') {
    alerts.push(...readAlerts(JSON.parse(await readBody(request)), Date.now()));
    alerts.splice(0, alerts.length - MAXIMUM_ALERTS);
    return answer(response, 200, { received: true });
  }
  if (request.url === '/alerts') return answer(response, 200, alerts);
  answer(response, 404, { error: 'POST a notification of Alertmanager, or GET /alerts' });
}

/** The alerts of one notification (webhook format version 4). */
export function readAlerts(notification: unknown, receivedAt: number): DeliveredAlert[] {
  const { alerts } = notification as { alerts?: { status: string; labels: Labels; annotations?: Labels }[] };
  if (!Array.isArray(alerts)) throw new Error('not a notification of Alertmanager');
  return alerts.map(({ status, labels, annotations = {} }) => ({
    name: labels['alertname'] ?? '',
    status,
    severity: labels['severity'],
    summary: annotations['summary'],
    description: annotations['description'],
    runbookUrl: annotations['runbook_url'],
    labels,
    receivedAt,
  }));
}

type Labels = Record<string, string>;

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAXIMUM_BODY_BYTES) throw new Error('the notification is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const receiver = await startReceiver(numberVariable('PORT', 8089, 0, 65_535), variable('HOST', '127.0.0.1'));
  console.log(`Alerts that arrive are shown at ${receiver.url}/alerts`);
  endRequested().addEventListener('abort', () => void receiver.close().then(() => process.exit(0)));
}
