import type { Frame } from '@presage/contract/frames';
import type { QueryResponse } from '@presage/contract/api';
import { parseExposition, type Sample } from '../exposition.js';
import type { Observation, RecommendationRow } from '../faults.js';
import type { DeliveredAlert } from '../receiver.js';
import type { Endpoints } from './running.js';

const TIMEOUT_MS = 10_000;

/** Asks the exporter what it shows now. */
export async function look(exporterUrl: string): Promise<Observation> {
  const [samples, recommendations] = await Promise.all([readMetrics(exporterUrl), readRecommendations(exporterUrl)]);
  return { samples, recommendations };
}

async function readMetrics(url: string): Promise<Sample[]> {
  const response = await ask(`${url}/metrics`);
  return parseExposition(await response.text());
}

async function readRecommendations(url: string): Promise<RecommendationRow[]> {
  const now = Date.now();
  const body = { from: now - 3_600_000, to: now, queries: [{ refId: 'A', kind: 'recommendation' }] };
  const response = await ask(`${url}/api/v1/query`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const { results } = (await response.json()) as QueryResponse;
  const result = results['A'];
  return result && 'frames' in result ? result.frames.flatMap(recommendationRows) : [];
}

/** Rows of a recommendation table; its JSON columns are read. */
export function recommendationRows({ schema, data }: Frame): RecommendationRow[] {
  const length = data.values[0]?.length ?? 0;
  return Array.from({ length }, (_, row) => {
    const cells = schema.fields.map(({ name }, column) => [name, data.values[column]?.[row] ?? undefined]);
    const record = Object.fromEntries(cells) as Omit<RecommendationRow, 'labels'> & { labels?: string };
    return { ...record, labels: JSON.parse(record.labels ?? '{}') as Record<string, string> };
  });
}

/** How many series with a name of ours the real Prometheus has at this moment. */
export async function seriesInPrometheus(url: string): Promise<number> {
  const query = new URLSearchParams({ query: 'count({__name__=~"presage_.+"})' });
  const response = await ask(`${url}/api/v1/query?${query}`);
  const { data } = (await response.json()) as { data: { result: { value: [number, string] }[] } };
  return Number(data.result[0]?.value[1] ?? 0);
}

/** The alerts that arrived at the receiver. */
export async function deliveredAlerts(url: string): Promise<DeliveredAlert[]> {
  return (await (await ask(`${url}/alerts`)).json()) as DeliveredAlert[];
}

/** Makes every answer of the shop wait for a while. */
export async function startLatencySpike(shopUrl: string, seconds: number, milliseconds: number): Promise<void> {
  await ask(`${shopUrl}/faults/latency?seconds=${seconds}&milliseconds=${milliseconds}`, { method: 'POST' });
}

/** Whether every part answers. */
export async function answers(endpoints: Endpoints): Promise<boolean> {
  const urls = [`${endpoints.exporter}/-/ready`, `${endpoints.prometheus}/-/ready`, `${endpoints.shop}/health`];
  const states = await Promise.all(
    urls.map((url) =>
      ask(url).then(
        () => true,
        () => false,
      ),
    ),
  );
  return states.every(Boolean);
}

async function ask(url: string, options: RequestInit = {}): Promise<Response> {
  const response = await fetch(url, { ...options, signal: AbortSignal.timeout(TIMEOUT_MS) });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  return response;
}
