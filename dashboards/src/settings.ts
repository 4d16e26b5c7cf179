/** Everything that a team may want to set differently, in one place; `npm run generate -w dashboards` applies it. */
export const SETTINGS = {
  /** The `job` label that the scrape configuration gives to the exporter. */
  job: 'presage',
  /** Tag of every dashboard; the links between them go by it. */
  tag: 'presage',
  /** Where the runbooks are published; the name of the alert and `.md` follow. */
  runbookBase: 'https://github.com/presage-metrics/presage/blob/main/docs/runbooks/',
  panelPlugin: 'presage-insights-panel',
  datasourcePlugin: 'presage-insights-datasource',
} as const;

/** Where the alerts begin. Durations in seconds, ratios 0 to 1, sizes in bytes. */
export const LIMITS = {
  forecastWarning: { within: 7 * 86_400, confidence: 0.3 },
  forecastCritical: { within: 86_400, confidence: 0.5 },
  capacityWarning: { within: 14 * 86_400, risk: 0.8 },
  capacityCritical: { within: 2 * 86_400, risk: 0.9 },
  /** Series that make an incident worth a word of its own. */
  incidentSeries: 3,
  recommendation: { gain: 0.2, confidence: 0.7 },
  sourceErrors: 0.1,
  cacheHitRatio: 0.8,
  /** Below what was reached for nine tenths of the last day. */
  cacheHitRatioDrop: 0.1,
  /** Below so many look-ups a second a hit ratio says little. */
  cacheLookupsPerSecond: 1,
  /** Evictions by look-ups. */
  cacheEvictions: 0.05,
  cacheFull: 0.95,
  /** Share of the entries in a quarter of an hour, and times the pace of the last day. */
  evictionStorm: { entries: 0.1, factor: 4 },
  cacheRunsOut: { within: 86_400, used: 0.7 },
  /** Times the misses of the hour before, at less than so many times its look-ups. */
  stampede: { misses: 4, lookups: 2 },
  replicaLagSeconds: 30,
  replicaLagOfBacklog: 0.5,
  cacheFragmentation: 1.5,
  /** Smaller caches are fragmented by their overhead alone. */
  cacheFragmentationFloor: 104_857_600,
  bufferHitRatio: 0.9,
  /** Blocks a second. */
  bufferLookupsPerSecond: 100,
  indexWaste: 104_857_600,
  slowerQuery: { factor: 2, share: 0.05 },
  /** Share of the connections that the server allows. */
  connections: { warning: 0.8, critical: 0.95 },
  blockedSeconds: 60,
  idleInTransactionSeconds: 900,
  /** PostgreSQL itself warns at 40 million, when it is late. */
  transactionIds: 1_000_000_000,
  sequenceUsed: 0.8,
} as const;
