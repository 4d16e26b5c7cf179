import type { EvictionPolicy, InsightKind } from './kinds.js';

/** Grafana's JSON data frame: schema beside columnar values. Times are milliseconds since 1970. */
export interface Frame {
  schema: {
    name?: string;
    refId?: string;
    meta: FrameMeta;
    fields: FrameField[];
  };
  data: { values: FrameValue[][] };
}

export type FrameValue = number | string | boolean | null;

export interface FrameField {
  name: string;
  type: 'time' | 'number' | 'string' | 'boolean' | 'other';
  labels?: Record<string, string>;
  config?: FieldConfig;
}

/** The part of Grafana's FieldConfig that the exporter sets. */
export interface FieldConfig {
  displayName?: string;
  displayNameFromDS?: string;
  description?: string;
  unit?: string;
  decimals?: number;
  min?: number;
  max?: number;
  custom?: Record<string, unknown>;
}

export interface Notice {
  severity: 'info' | 'warning' | 'error';
  text: string;
  link?: string;
}

export interface FrameMeta {
  type?: 'timeseries-wide' | 'timeseries-multi' | 'numeric-wide' | 'numeric-multi' | 'table';
  typeVersion?: [number, number];
  dataTopic?: 'annotations';
  preferredVisualisationType?: 'graph' | 'table';
  preferredVisualisationPluginId?: string;
  executedQueryString?: string;
  uniqueRowIdFields?: number[];
  notices?: Notice[];
  custom: FrameCustom;
}

/** What the panel reads besides the fields. `presage` is the version of this shape. */
export type FrameCustom = { presage: 1; kind: InsightKind } & Partial<ForecastMeta> &
  Partial<AnomalyMeta> &
  Partial<CurveMeta> &
  Partial<CauseMeta>;

/**
 * Meaning of a forecast frame. Fields: `time`, `actual`, `predicted`, `lower`, `upper`;
 * history rows carry `actual`, rows after `now` carry the others; cells that do not apply are null.
 * Where a scenario was asked for, `scenario`, `scenarioLower` and `scenarioUpper` follow.
 * The bounds of those `INNER_BANDS` that are narrower than `level` come last.
 */
export interface ForecastMeta {
  /** Configured name of the forecast, or the expression that was typed in. */
  name: string;
  expr: string;
  /** Last moment of the history, milliseconds. */
  now: number;
  /** Nominal coverage of the interval, 0 to 1. */
  level: number;
  /** Models that entered the prediction, e.g. `mstl`, `seasonal-naive`. */
  models: string[];
  /** Seasons in seconds, e.g. 86400. */
  seasons: number[];
  /** Mean absolute error of the rolling-origin backtest, in the unit of the series; absent when none was possible. */
  backtestError?: number;
  /** 0 to 1. */
  confidence: number;
  thresholds: ForecastThreshold[];
  /** What the fields `scenario`, `scenarioLower` and `scenarioUpper` show; absent when none was asked for. */
  scenario?: ForecastScenario;
  /** What the prediction consists of and rests on; absent without one. */
  breakdown?: ForecastBreakdown;
}

/** Why a forecast is what it is. Values are in the unit of the series. */
export interface ForecastBreakdown {
  /** Every model: its error in the backtest, and its weight (1 for the best) or why it did not enter. */
  candidates: {
    model: string;
    error?: number;
    weight?: number;
    /** No use for this series, an error far above the best, or a simple model that others beat. */
    dropped?: 'unfit' | 'inaccurate' | 'beaten';
  }[];
  /** Backtest error relative to repeating the last season; absent where that is 0 or there was no backtest. */
  scaledError?: number;
  /** The prediction less its seasons, around its first and around its last points. */
  trend: { first: number; last: number };
  /** Seasons in seconds, each with the height of its shape and the share of the variance that it accounts for. */
  seasonParts: { season: number; amplitude: number; strength: number }[];
  /** Why confidence is limited, in sentences. */
  reasons: string[];
}

/** A forecast under an assumption that the history knows nothing of. */
export interface ForecastScenario {
  /** Factor of the growth that is assumed. */
  growth: number;
  /** When it begins and when it is complete, milliseconds. */
  start: number;
  end: number;
  /** `level`: the values are multiplied; `change`: the series piles up, so its changes are. */
  growthOf: 'level' | 'change';
  /** The thresholds, crossed by the scenario. */
  thresholds: ForecastThreshold[];
}

export interface ForecastThreshold {
  name: string;
  value: number;
  /** `above`: crossing upwards is what matters. */
  direction: 'above' | 'below';
  /**
   * When prediction, earliest bound and latest bound cross, milliseconds; absent when they do not within the horizon or
   * when no trend carries them there.
   */
  crossing?: { expected?: number; earliest?: number; latest?: number };
  /** Probability that it is crossed within the horizon, 0 to 1. */
  risk?: number;
}

/** Meaning of an anomaly series frame. Fields: `time`, `actual`, `expected`, `lower`, `upper`, `score`. 1 = edge of normal. */
export interface AnomalyMeta {
  name: string;
  expr: string;
  warmup: boolean;
  sensitivity: string;
}

/**
 * Meaning of a curve frame: the miss ratio of one cache over its size. Fields: `size` (ascending, in `sizeUnit`), then
 * one number field for each eviction policy, named as the policy, holding miss ratios from 0 to 1.
 */
export interface CurveMeta {
  /** Name of the cache. */
  name: string;
  sizeUnit: 'objects' | 'bytes';
  /** Policy and size that the cache has now, and the miss ratio that it really shows; absent when not known. */
  currentPolicy?: EvictionPolicy;
  currentSize?: number;
  currentMissRatio?: number;
  /** Configured target and the smallest size that reaches it; absent without a target, or when none does. */
  targetMissRatio?: number;
  targetSize?: number;
  /** Size past which more room brings little. */
  kneeSize?: number;
  /** Size and policy that the advisor recommends; absent when it recommends no change. */
  advisedSize?: number;
  advisedPolicy?: EvictionPolicy;
  requests: number;
  sampledKeys: number;
  /** 0 to 1. */
  confidence: number;
}

/**
 * Meaning of a cause frame: series ranked by how likely they are the cause, most likely first, in the columns of
 * `CAUSE_FIELDS`. `edges` say which series moved before which.
 */
export interface CauseMeta {
  name: string;
  /** What is explained: an expression or the name of an incident. */
  expr: string;
  /** Span of the incident, milliseconds. */
  start: number;
  end: number;
  /** One sentence for people. */
  explanation: string;
  edges: CauseEdge[];
}

/** `from` and `to` are row indexes of the cause frame. */
export interface CauseEdge {
  from: number;
  to: number;
  /** -1 to 1: rank correlation at the lag. */
  strength: number;
  /** Seconds by which `from` moves first. */
  lagSeconds: number;
}

/** Field names of each frame; plugins and exporter use these, never literals. */
export const FIELDS = {
  time: 'time',
  timeEnd: 'timeEnd',
  actual: 'actual',
  predicted: 'predicted',
  expected: 'expected',
  lower: 'lower',
  upper: 'upper',
  lower80: 'lower80',
  upper80: 'upper80',
  lower50: 'lower50',
  upper50: 'upper50',
  scenario: 'scenario',
  scenarioLower: 'scenarioLower',
  scenarioUpper: 'scenarioUpper',
  score: 'score',
  title: 'title',
  text: 'text',
  tags: 'tags',
  id: 'id',
} as const;

/** Intervals of a forecast within that of its level, the widest first. `level` is the nominal coverage, 0 to 1. */
export const INNER_BANDS = [
  { level: 0.8, lower: FIELDS.lower80, upper: FIELDS.upper80 },
  { level: 0.5, lower: FIELDS.lower50, upper: FIELDS.upper50 },
] as const;

/** Columns of the recommendation table, in order. `evidence` and `labels` hold JSON text. */
export const RECOMMENDATION_FIELDS = [
  'id',
  'advisor',
  'target',
  'action',
  'object',
  'title',
  'reason',
  'gainRatio',
  'sizeBytes',
  'confidence',
  'change',
  'rollback',
  'evidence',
  'labels',
  'firstSeen',
  'state',
] as const;

/** Columns of the score table, in order: one row a score, value in the given unit. */
export const SCORE_FIELDS = ['target', 'name', 'value', 'unit', 'description', 'labels'] as const;

/** Columns of the change table, in order: one row a change point. `effect` is the relative change of the mean. */
export const CHANGE_FIELDS = [
  'time',
  'series',
  'before',
  'after',
  'effect',
  'confidence',
  'verdict',
  'text',
  'labels',
] as const;

/** Columns of the cause table, in order. `score` is from 0 to 1, `onset` in milliseconds, `deviation` in residual spreads. */
export const CAUSE_FIELDS = ['series', 'score', 'onset', 'deviation', 'direction', 'text', 'labels'] as const;
