/** One panel of the page, as e2e/src/panels/definition.ts reads it. */
export interface Panel {
  title: string;
  description?: string;
  queries: { refId: string; kind: string; name?: string; sizeUnit?: string }[];
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
    title: 'Miss ratio of the cache over its size',
    description: 'From the accesses that the shop sends; it shows once some hundred were seen.',
    queries: [{ refId: 'A', kind: 'curve', name: 'shop-pages', sizeUnit: 'bytes' }],
    columns: 24,
  },
  {
    title: 'Recommendations',
    description: 'What the advisors propose, largest gain first, with the change and the way back.',
    queries: [{ refId: 'A', kind: 'recommendation' }],
    columns: 24,
    height: 560,
  },
  { title: 'Scores', queries: [{ refId: 'A', kind: 'score' }], columns: 24 },
];
