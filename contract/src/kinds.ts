/** What an advisor finds. One kind of insight has one shape of frame and one view in the panel. */
export const INSIGHT_KINDS = ['forecast', 'anomaly', 'recommendation', 'score', 'curve', 'change', 'cause'] as const;
export type InsightKind = (typeof INSIGHT_KINDS)[number];

/** The capabilities of the exporter. */
export const ADVISOR_NAMES = [
  'cache',
  'indexes',
  'forecasts',
  'anomalies',
  'tables',
  'connections',
  'keyspace',
  'layers',
  'queries',
  'streams',
  'changes',
  'causes',
] as const;
export type AdvisorName = (typeof ADVISOR_NAMES)[number];

/** The kinds of queries that each advisor answers. */
export const ADVISOR_KINDS: Record<AdvisorName, readonly InsightKind[]> = {
  cache: ['score', 'recommendation'],
  indexes: ['recommendation'],
  tables: ['score', 'recommendation'],
  connections: ['score', 'recommendation'],
  keyspace: ['score', 'recommendation'],
  layers: ['score', 'recommendation'],
  queries: ['score', 'recommendation'],
  forecasts: ['forecast'],
  anomalies: ['anomaly'],
  changes: ['change'],
  causes: ['cause'],
  streams: ['curve', 'recommendation', 'score'],
};

/** The kinds of sources: servers that Presage reads, and streams of accesses to caches. */
export const SOURCE_KINDS = ['postgres', 'redis', 'prometheus', 'stream'] as const;
export type SourceKind = (typeof SOURCE_KINDS)[number];

/** The fixed horizons of forecast metrics: label value and length in seconds. */
export const METRIC_HORIZONS = {
  '1h': 3_600,
  '6h': 21_600,
  '24h': 86_400,
  '7d': 604_800,
  '30d': 2_592_000,
  '90d': 7_776_000,
} as const;
export type MetricHorizon = keyof typeof METRIC_HORIZONS;

/** Why a forecast should not be used. */
export const FORECAST_PROBLEMS = ['too-short', 'no-backtest', 'stale', 'misses-interval'] as const;
export type ForecastProblem = (typeof FORECAST_PROBLEMS)[number];

/** Resources that capacity rules are built in for. */
export const CAPACITY_RESOURCES = ['disk', 'memory', 'connections', 'transaction-ids', 'storage'] as const;
export type CapacityResource = (typeof CAPACITY_RESOURCES)[number];

/** Sensitivity of anomaly detection, from few alarms to many. */
export const SENSITIVITIES = ['low', 'medium', 'high', 'very-high'] as const;
export type Sensitivity = (typeof SENSITIVITIES)[number];

/** What a change did to the series, as far as its direction says. */
export const VERDICTS = ['better', 'worse', 'same', 'unsure'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What is good, where something is judged by a gate. */
export const GATE_DIRECTIONS = ['lower-is-better', 'higher-is-better'] as const;

/** Eviction policies that miss-ratio curves are computed for. */
export const EVICTION_POLICIES = ['lru', 'fifo', 'lfu', 's3fifo', 'sieve', 'redis-lru', 'redis-lfu'] as const;
export type EvictionPolicy = (typeof EVICTION_POLICIES)[number];

/** The label value that sums what a cap left out; `$` cannot start an identifier, so it collides with nothing. */
export const OTHER_LABEL_VALUE = '$other$';
