/** One panel of the page, as e2e/src/panels/definition.ts reads it. */
export interface Panel {
  title: string;
  description?: string;
  queries: { refId: string; kind: string; name?: string }[];
  from?: string;
  columns: number;
  height?: number;
}

const forecast = (name: string, title: string): Panel => ({
  title,
  queries: [{ refId: 'A', kind: 'forecast', name }],
  columns: 8,
});
/** Three hours, which the exporter's findings reach back, so that the panel shows them at once. */
const anomaly = (name: string, title: string): Panel => ({
  title,
  queries: [{ refId: 'A', kind: 'anomaly', name }],
  from: 'now-3h',
  columns: 12,
});

/** What the page shows of the demo; the names are those of ../../presage.yaml. */
export const PANELS: readonly Panel[] = [
  forecast('shop-request-rate', 'Requests, forecast'),
  forecast('shop-latency-p95', 'Latency (95th percentile), forecast'),
  forecast('shop-storage', 'Volume, forecast'),
  anomaly('shop-latency-p95', 'Latency (95th percentile), anomalies'),
  anomaly('shop-request-rate', 'Requests, anomalies'),
  {
    title: 'Recommendations',
    description: 'What the advisors propose, largest gain first, with the change and the way back.',
    queries: [{ refId: 'A', kind: 'recommendation' }],
    columns: 24,
    height: 560,
  },
  { title: 'Scores', queries: [{ refId: 'A', kind: 'score' }], columns: 24 },
];
