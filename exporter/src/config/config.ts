import { z } from 'zod';
import { CAPACITY_RESOURCES, EVICTION_POLICIES, SENSITIVITIES } from '@presage/contract/kinds';

/** Prometheus duration text such as `90s`, `5m` or `1d12h`, read into seconds. */
const duration = z.string().transform((text, context) => {
  const seconds = parseDuration(text);
  if (seconds === undefined) {
    context.addIssue({ code: 'custom', message: 'must be a duration such as 30s, 5m or 1d12h' });
    return z.NEVER;
  }
  return seconds;
});

const UNIT_SECONDS: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, y: 31_536_000 };

/** Seconds of a Prometheus duration, undefined when the text is none. */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d+(ms|[smhdwy]))+$/.test(text)) return undefined;
  return [...text.matchAll(/(\d+)(ms|[smhdwy])/g)].reduce(
    (sum, part) => sum + Number(part[1]) * UNIT_SECONDS[part[2]!]!,
    0,
  );
}

const targetName = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/, 'must be 1 to 63 letters, digits, dots, dashes or underscores');
const secondsDefault = (text: string) => duration.prefault(text);
/** A duration that a timer waits for. */
const timerDefault = (text: string) =>
  duration.refine((seconds) => seconds >= 0.1 && seconds <= 604_800, 'must be between 100ms and 7d').prefault(text);
/** A length of time that something is divided by or measured over. */
const spanDefault = (text: string) => duration.refine((seconds) => seconds >= 1, 'must be at least 1s').prefault(text);

const tls = z.strictObject({
  enabled: z.boolean().default(true),
  ca_file: z.string().optional(),
  cert_file: z.string().optional(),
  key_file: z.string().optional(),
  server_name: z.string().optional(),
  insecure_skip_verify: z.boolean().default(false),
});

const postgresTarget = z.strictObject({
  name: targetName,
  url: z.string().optional(),
  url_file: z.string().optional(),
  host: z.string().optional(),
  port: z.number().int().min(1).max(65_535).optional(),
  user: z.string().optional(),
  password: z.string().optional(),
  password_file: z.string().optional(),
  database: z.string().optional(),
  databases: z.array(z.string()).optional(),
  tls: tls.optional(),
  timeout: timerDefault('10s'),
  max_connections: z.number().int().min(1).max(10).default(2),
  pgbouncer: z
    .strictObject({
      url: z.string().optional(),
      url_file: z.string().optional(),
      password: z.string().optional(),
      password_file: z.string().optional(),
    })
    .optional(),
  scratch: z
    .strictObject({
      url: z.string().optional(),
      url_file: z.string().optional(),
      password: z.string().optional(),
      password_file: z.string().optional(),
      rows: z.number().int().min(1_000).max(1_000_000).default(20_000),
      max_bytes: z.number().int().min(65_536).max(268_435_456).default(16_777_216),
      time: timerDefault('20s'),
    })
    .optional(),
  scan_history: z
    .strictObject({ target: targetName, selector: z.string().max(1_000).default(''), window: spanDefault('60d') })
    .optional(),
});

const redisTarget = z.strictObject({
  name: targetName,
  url: z.string().optional(),
  url_file: z.string().optional(),
  mode: z.enum(['standalone', 'sentinel', 'cluster']).default('standalone'),
  host: z.string().optional(),
  port: z.number().int().min(1).max(65_535).optional(),
  nodes: z.array(z.string().regex(/^.+:\d+$/, 'must be host:port')).optional(),
  master_name: z.string().optional(),
  username: z.string().optional(),
  password: z.string().optional(),
  password_file: z.string().optional(),
  sentinel_password: z.string().optional(),
  sentinel_password_file: z.string().optional(),
  database: z.number().int().min(0).optional(),
  tls: tls.optional(),
  timeout: timerDefault('5s'),
});

const prometheusTarget = z.strictObject({
  name: targetName,
  url: z.string().optional(),
  url_file: z.string().optional(),
  basic_auth: z
    .strictObject({ username: z.string(), password: z.string().optional(), password_file: z.string().optional() })
    .optional(),
  bearer_token: z.string().optional(),
  bearer_token_file: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  tls: tls.optional(),
  timeout: timerDefault('30s'),
  max_concurrency: z.number().int().min(1).max(64).default(4),
  retries: z.number().int().min(0).max(10).default(2),
});

/** A cache whose accesses are streamed: what reads or sends them, and what is known and wanted of the cache. */
const streamTarget = z.strictObject({
  name: targetName,
  http_log: z
    .strictObject({
      file: z.string().min(1),
      format: z.enum(['combined', 'json']).default('combined'),
      ttl: secondsDefault('0s'),
    })
    .optional(),
  monitor: z
    .strictObject({
      every: timerDefault('5m'),
      burst: duration
        .refine((seconds) => seconds >= 0.1 && seconds <= 10, 'must be between 100ms and 10s')
        .prefault('1s'),
      max_bytes: z.number().int().min(4_096).max(67_108_864).default(8_388_608),
    })
    .optional(),
  redis: targetName.optional(),
  size_bytes: z.number().int().min(1).optional(),
  size_objects: z.number().int().min(1).optional(),
  policy: z.enum(EVICTION_POLICIES).optional(),
  entry_overhead: z.number().int().min(0).max(10_000).default(80),
  ttl_aware: z.boolean().default(true),
  window: duration.refine((seconds) => seconds >= 60 && seconds <= 604_800, 'must be between 1m and 7d').prefault('6h'),
  rate: z.number().gt(0).max(1).default(1),
  max_keys: z.number().int().min(500).max(100_000).default(8_192),
  max_references: z.number().int().min(10_000).max(2_000_000).default(100_000),
  target_hit_ratio: z.number().gt(0).lt(1).optional(),
  longest_ttl: secondsDefault('1d'),
  stale_ratio: z.number().min(0).max(1).default(0.01),
  prices: z
    .strictObject({
      gigabyte_month: z.number().min(0),
      million_misses: z.number().min(0),
      currency: z
        .string()
        .regex(/^[A-Z]{3}$/, 'must be three capital letters such as EUR')
        .default('USD'),
    })
    .optional(),
});

const advisorBase = (interval: string, timeout: string) => ({
  enabled: z.boolean().default(true),
  interval: timerDefault(interval),
  timeout: timerDefault(timeout),
  max_series: z.number().int().min(1).max(100_000).default(1_000),
});
const targetList = z.array(targetName).optional();

/** A number, or PromQL; text that is a number (as from a variable) is one. */
const numberOrExpression = z
  .union([z.number(), z.string().trim().min(1)])
  .transform((value) => (Number.isFinite(Number(value)) ? Number(value) : value));

const forecastThreshold = z.strictObject({
  name: targetName,
  value: numberOrExpression,
  direction: z.enum(['above', 'below']).default('above'),
});

const forecastRule = z.strictObject({
  name: targetName,
  target: targetName.optional(),
  expr: z.string().min(1),
  step: spanDefault('1h'),
  history: spanDefault('28d'),
  horizon: spanDefault('7d'),
  level: z.number().gt(0).lt(1).default(0.95),
  seasons: z.array(duration).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  thresholds: z.array(forecastThreshold).default([]),
  resource: targetName.optional(),
  unit: z.string().optional(),
});

const capacityRule = z.strictObject({
  resource: z.enum(CAPACITY_RESOURCES),
  target: targetName.optional(),
  selector: z.string().default(''),
  step: spanDefault('1h'),
  history: spanDefault('28d'),
  horizon: spanDefault('30d'),
});
/** A resource by its name alone, or with more said of it. */
const capacityEntry = z.preprocess((entry) => (typeof entry === 'string' ? { resource: entry } : entry), capacityRule);

const labelName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of a label');
const moment = z.iso.datetime({ offset: true, error: 'must be a time such as 2026-01-31T09:30:00Z' });
const seconds = moment.transform((text) => Date.parse(text) / 1000);
const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'] as const;

/** Once from a time to a time, or every week on some days. Days come out as numbers, 0 is Sunday. */
const maintenanceWindow = z.union([
  z.strictObject({ from: seconds, to: seconds }),
  z.strictObject({
    days: z.array(z.enum(WEEKDAYS).transform((day) => WEEKDAYS.indexOf(day))).min(1),
    start: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of the day such as "02:30", UTC')
      .transform((text) => Number(text.slice(0, 2)) * 3_600 + Number(text.slice(3)) * 60),
    length: duration,
  }),
]);

const changeRule = z.strictObject({
  name: targetName,
  target: targetName.optional(),
  expr: z.string().min(1),
  step: spanDefault('5m'),
  history: spanDefault('7d'),
  direction: z.enum(['lower-is-better', 'higher-is-better', 'none']).default('lower-is-better'),
  minimum_effect: z.number().min(0).default(0.05),
  confidence: z.number().gt(0).lt(1).default(0.99),
  deployment: z.string().min(1).optional(),
  version_label: z.string().min(1).optional(),
  before: spanDefault('2h'),
  after: spanDefault('1h'),
});

const serviceName = z.string().min(1).max(200);

/** Which service calls which, said here or read from metrics of a service graph. */
const callGraph = z
  .strictObject({
    node: labelName,
    calls: z
      .array(z.tuple([serviceName, serviceName]))
      .max(10_000)
      .default([]),
    expr: z.string().min(1).optional(),
    traffic: z.string().min(1).optional(),
    entry: serviceName.optional(),
    bad: z.enum(['up', 'down']).default('up'),
  })
  .refine(({ calls, expr }) => calls.length > 0 || expr !== undefined, {
    path: ['calls'],
    message: 'is needed where no `expr` gives the graph',
  });

const causeRule = z.strictObject({
  name: targetName,
  target: targetName.optional(),
  expr: z.string().min(1),
  among: z.string().min(1),
  incident: z.string().min(1).optional(),
  step: spanDefault('1m'),
  history: spanDefault('6h'),
  graph: callGraph.optional(),
});

const correlationRule = z.strictObject({
  name: targetName,
  target: targetName.optional(),
  expr: z.string().min(1),
  with: z.string().min(1),
  step: spanDefault('5m'),
  history: spanDefault('2d'),
  longest_lag: secondsDefault('30m'),
  minimum_strength: z.number().min(0).max(1).default(0.3),
  confidence: z.number().gt(0).lt(1).default(0.99),
});

const anomalyRule = z.strictObject({
  name: targetName,
  target: targetName.optional(),
  expr: z.string().min(1),
  step: spanDefault('5m'),
  history: spanDefault('14d'),
  season: spanDefault('1d'),
  sensitivity: z.enum(SENSITIVITIES).default('medium'),
  direction: z.enum(['both', 'above', 'below']).default('both'),
  minimum_deviation: z.number().min(0).default(0),
  minimum_relative_deviation: z.number().min(0).default(0),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  absent: z.boolean().default(false),
  alarm: z
    .strictObject({
      points: z.number().int().min(1).max(30).default(1),
      of: z.number().int().min(1).max(30).default(1),
      refractory: secondsDefault('0s'),
      budget: z.number().positive().max(10_000).optional(),
    })
    .prefault({}),
  normal: z
    .array(z.strictObject({ from: seconds, to: seconds, match: z.record(labelName, z.string()).default({}) }))
    .default([]),
  peers_by: z.array(labelName).optional(),
  joint_by: z.array(labelName).optional(),
  deployment: z.string().min(1).optional(),
  version_label: z.string().min(1).optional(),
  type: z.enum(['requests', 'latency', 'errors', 'resource']).optional(),
  unit: z.string().optional(),
});

const cacheChain = z.strictObject({
  name: targetName,
  target: targetName.optional(),
  history: spanDefault('7d'),
  layers: z
    .array(z.strictObject({ name: targetName, hits: z.string().min(1), misses: z.string().min(1) }))
    .min(1)
    .max(10),
});

const keyPrefix = z.strictObject({ name: z.string().min(1).max(80), pattern: z.string().min(1).max(200) });

/** The shape of presage.yaml. Durations come out in seconds. */
export const configSchema = z.strictObject({
  targets: z
    .strictObject({
      postgres: z.array(postgresTarget).default([]),
      redis: z.array(redisTarget).default([]),
      prometheus: z.array(prometheusTarget).default([]),
      stream: z.array(streamTarget).default([]),
    })
    .prefault({}),
  advisors: z
    .strictObject({
      cache: z
        .strictObject({
          ...advisorBase('30s', '15s'),
          targets: targetList,
          low_hit_ratio: z.number().min(0).max(1).default(0.8),
        })
        .prefault({}),
      layers: z
        .strictObject({ ...advisorBase('60s', '30s'), chains: z.array(cacheChain).max(50).default([]) })
        .prefault({}),
      keyspace: z
        .strictObject({
          ...advisorBase('60s', '50s'),
          targets: targetList,
          keys_per_run: z.number().int().min(1).max(1_000_000).default(1_000),
          sample_keys: z.number().int().min(1_000).max(200_000).default(20_000),
          max_load_ratio: z.number().min(0.001).max(0.5).default(0.01),
          max_prefixes: z.number().int().min(1).max(1_000).default(50),
          prefixes: z.array(keyPrefix).max(100).default([]),
        })
        .prefault({}),
      indexes: z
        .strictObject({
          ...advisorBase('10m', '60s'),
          targets: targetList,
          max_statements: z.number().int().min(1).max(5_000).default(200),
          minimum_calls: z.number().int().min(1).default(20),
          minimum_gain_ratio: z.number().min(0).max(1).default(0.05),
          unused_after: secondsDefault('14d'),
        })
        .prefault({}),
      queries: z
        .strictObject({
          ...advisorBase('60s', '30s'),
          targets: targetList,
          max_statements: z.number().int().min(1).max(5_000).default(200),
          minimum_calls: z.number().int().min(1).default(5),
          minimum_share: z.number().min(0).max(1).default(0.02),
        })
        .prefault({}),
      connections: z
        .strictObject({
          ...advisorBase('30s', '15s'),
          targets: targetList,
          idle_in_transaction_after: spanDefault('5m'),
          blocked_after: spanDefault('10s'),
          high_use: z.number().gt(0).max(1).default(0.8),
        })
        .prefault({}),
      tables: z
        .strictObject({
          ...advisorBase('10m', '60s'),
          targets: targetList,
          partition_above_bytes: z.number().int().min(1).default(53_687_091_200),
        })
        .prefault({}),
      streams: z.strictObject({ ...advisorBase('2m', '60s') }).prefault({}),
      forecasts: z
        .strictObject({
          ...advisorBase('10m', '120s'),
          rules: z.array(forecastRule).default([]),
          capacity: z.array(capacityEntry).default([]),
        })
        .prefault({}),
      anomalies: z
        .strictObject({
          ...advisorBase('60s', '30s'),
          maintenance: z.array(maintenanceWindow).default([]),
          rules: z.array(anomalyRule).default([]),
        })
        .prefault({}),
      changes: z.strictObject({ ...advisorBase('5m', '60s'), rules: z.array(changeRule).default([]) }).prefault({}),
      causes: z
        .strictObject({
          ...advisorBase('60s', '30s'),
          rules: z.array(causeRule).default([]),
          correlations: z.array(correlationRule).default([]),
        })
        .prefault({}),
    })
    .prefault({}),
  limits: z
    .strictObject({
      series: z.number().int().min(1).max(1_000).default(50),
      points: z.number().int().min(10).max(50_000).default(11_000),
      concurrent_queries: z.number().int().min(1).max(64).default(4),
      timeout: timerDefault('20s'),
      cache: secondsDefault('60s'),
    })
    .prefault({}),
});

/** The configuration as the program uses it: variables and secret files resolved, defaults filled in. */
export type Config = z.output<typeof configSchema>;
export type PostgresTarget = Config['targets']['postgres'][number];
export type RedisTarget = Config['targets']['redis'][number];
export type PrometheusTarget = Config['targets']['prometheus'][number];
export type StreamTarget = Config['targets']['stream'][number];
export type ForecastRule = Config['advisors']['forecasts']['rules'][number];
export type CapacityRule = Config['advisors']['forecasts']['capacity'][number];
export type CacheChain = Config['advisors']['layers']['chains'][number];
export type AnomalyRule = Config['advisors']['anomalies']['rules'][number];
export type ChangeRule = Config['advisors']['changes']['rules'][number];
export type CauseRule = Config['advisors']['causes']['rules'][number];
export type CorrelationRule = Config['advisors']['causes']['correlations'][number];
