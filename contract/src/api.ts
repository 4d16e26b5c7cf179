import { z } from 'zod';
import type { ApiError } from './errors.js';
import type { Frame, Notice } from './frames.js';
import { ADVISOR_NAMES, SENSITIVITIES, type AdvisorName, type InsightKind, type SourceKind } from './kinds.js';

/** Bounds of one API request; the exporter's `limits` may lower, never raise them. */
export const API_LIMITS = { queries: 50, expressionLength: 10_000, nameLength: 200, bodyBytes: 1_000_000 } as const;

const name = z.string().min(1).max(API_LIMITS.nameLength);
const duration = z
  .string()
  .regex(/^([0-9]+(ms|s|m|h|d|w|y))+$/, 'must be a Prometheus duration such as 5m or 1d12h')
  .max(20);
const common = {
  refId: z.string().min(1).max(20),
  target: name.optional().describe('Name of a target; the first that fits when absent.'),
  name: name.optional().describe('Name of a configured insight; all of them when absent.'),
};
const expression = z.string().min(1).max(API_LIMITS.expressionLength).describe('PromQL, answered on demand.');

export const forecastQuery = z.strictObject({
  ...common,
  kind: z.literal('forecast'),
  expr: expression.optional(),
  horizon: duration.optional().describe('How far to predict; default: the configured one, or a quarter of the range.'),
  step: duration.optional().describe('Distance of the points; default: chosen from the range.'),
  level: z.number().gt(0).lt(1).optional().describe('Coverage of the interval, default 0.95.'),
  minimum: z.number().optional().describe('No prediction falls below.'),
  maximum: z.number().optional().describe('No prediction rises above.'),
  threshold: z.number().optional().describe('Report when the forecast crosses this value.'),
  growth: z
    .number()
    .gt(0)
    .max(1_000)
    .optional()
    .describe('Scenario: what if it grows by this factor? 2 is twice as much.'),
  launch: z
    .number()
    .int()
    .nonnegative()
    .optional()
    .describe('When the growth begins, Unix milliseconds; default: at the end of the history.'),
  ramp: duration.optional().describe('How long the growth takes; default: it is there at once.'),
  growthOf: z
    .enum(['level', 'change'])
    .optional()
    .describe('Multiply the values, or the changes of what piles up; default: as the history looks.'),
});

export const anomalyQuery = z.strictObject({
  ...common,
  kind: z.literal('anomaly'),
  expr: expression.optional(),
  step: duration.optional(),
  sensitivity: z.enum(SENSITIVITIES).optional(),
  format: z.enum(['series', 'annotations']).optional().describe('Default: series.'),
});

export const recommendationQuery = z.strictObject({
  ...common,
  kind: z.literal('recommendation'),
  advisor: z.enum(ADVISOR_NAMES).optional(),
  minimumConfidence: z.number().min(0).max(1).optional(),
});

export const scoreQuery = z.strictObject({
  ...common,
  kind: z.literal('score'),
  advisor: z.enum(ADVISOR_NAMES).optional(),
});

export const curveQuery = z.strictObject({
  ...common,
  kind: z.literal('curve'),
  sizeUnit: z.enum(['objects', 'bytes']).optional().describe('Default: objects.'),
});

export const changeQuery = z.strictObject({
  ...common,
  kind: z.literal('change'),
  expr: expression.optional(),
  step: duration.optional(),
  minimumConfidence: z.number().min(0).max(1).optional(),
  format: z.enum(['table', 'annotations']).optional().describe('Default: table.'),
});

export const causeQuery = z.strictObject({
  ...common,
  kind: z.literal('cause'),
  expr: expression.optional(),
  among: expression.optional().describe('PromQL of the series that may be causes; default: the series of `expr`.'),
  step: duration.optional(),
});

export const insightQuery = z.discriminatedUnion('kind', [
  forecastQuery,
  anomalyQuery,
  recommendationQuery,
  scoreQuery,
  curveQuery,
  changeQuery,
  causeQuery,
]);

/** Body of `POST /api/v1/query`; `from` and `to` are Unix milliseconds. */
export const queryRequest = z.strictObject({
  from: z.number().int().nonnegative(),
  to: z.number().int().nonnegative(),
  queries: z.array(insightQuery).min(1).max(API_LIMITS.queries),
});

export type ForecastQuery = z.infer<typeof forecastQuery>;
export type AnomalyQuery = z.infer<typeof anomalyQuery>;
export type RecommendationQuery = z.infer<typeof recommendationQuery>;
export type ScoreQuery = z.infer<typeof scoreQuery>;
export type CurveQuery = z.infer<typeof curveQuery>;
export type ChangeQuery = z.infer<typeof changeQuery>;
export type InsightQuery = z.infer<typeof insightQuery>;
export type QueryRequest = z.infer<typeof queryRequest>;

/** Answer to one query: its frames, or why there are none. */
export type QueryResult = { frames: Frame[]; notices: Notice[] } | { error: ApiError };

/** Answer of `POST /api/v1/query`, keyed by refId. */
export interface QueryResponse {
  results: Record<string, QueryResult>;
}

/** Answer of `GET /api/v1/catalog`: what exists and what can be asked. */
export interface Catalog {
  version: string;
  targets: CatalogTarget[];
  advisors: CatalogAdvisor[];
  insights: CatalogInsight[];
}

export interface CatalogTarget {
  name: string;
  source: SourceKind;
  /** Absent until the first attempt. */
  up?: boolean;
  error?: ApiError;
}

/** One advisor on one target. Times are Unix seconds. */
export interface CatalogAdvisor {
  name: AdvisorName;
  target: string;
  up?: boolean;
  lastRun?: number;
  lastSuccess?: number;
  lastDurationSeconds?: number;
  nextRun?: number;
  error?: ApiError;
}

/** One thing that can be asked by name, e.g. a configured forecast. */
export interface CatalogInsight {
  kind: InsightKind;
  advisor: AdvisorName;
  target: string;
  name: string;
  expr?: string;
}

/** Answer of `GET /api/v1/revisions`: when what each advisor found of a target last became new. */
export interface Revisions {
  revisions: Revision[];
}

export interface Revision {
  advisor: AdvisorName;
  target: string;
  /** Unix milliseconds of the last run that succeeded; absent before the first. */
  lastSuccess?: number;
}

/** Answer of every failed API call. */
export interface ErrorResponse {
  error: ApiError;
}
