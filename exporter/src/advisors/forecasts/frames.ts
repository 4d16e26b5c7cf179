import type { InsightQuery } from '@presage/contract/api';
import {
  FIELDS,
  type FieldConfig,
  type Frame,
  type FrameField,
  type FrameValue,
  type Notice,
} from '@presage/contract/frames';
import type { Forecast } from '../../analysis/forecasting/forecast.js';
import { thresholdCrossing } from '../../analysis/forecasting/crossing.js';
import { PresageError } from '../../error.js';
import type { Job } from '../advisor.js';
import { seriesTitle } from '../series-labels.js';
import type { ForecastFindings, RuleFindings, SeriesFindings } from './analyse.js';
import type { ForecastJob } from './config.js';

/** Below this confidence the frame says so. */
const LOW_CONFIDENCE = 0.3;

/**
 * One wide frame a series: what happened within the range, and everything that is predicted.
 *
 * @throws PRS_SERIES_TOO_SHORT when a query of its own expression found only series that are too short,
 * or the error of the rule that was asked for by name
 */
export function frames(
  findings: ForecastFindings,
  query: InsightQuery,
  job: Job<ForecastJob>,
  range: { from: number; to: number },
): Frame[] {
  if (query.kind !== 'forecast') return [];
  const onDemand = job.config.window !== undefined;
  const rules = findings.rules.filter(({ rule }) => onDemand || query.name === undefined || rule.name === query.name);
  const failed = rules.find(({ error }) => error);
  if (failed?.error && rules.length === 1) throw new PresageError(failed.error.code, failed.error.message);
  if (onDemand) refuseTooShort(rules);
  return rules.flatMap(({ rule, series }) =>
    series.map((one, index) => {
      const notices = index === 0 && findings.dropped > 0 ? [droppedNotice(findings.dropped)] : [];
      return frame(one, withThreshold(rule, query.threshold), query.refId, range, notices);
    }),
  );
}

function refuseTooShort(rules: RuleFindings[]): void {
  const outcomes = rules.flatMap(({ series }) => series.map(({ outcome }) => outcome));
  const short = outcomes.find((outcome) => outcome.status === 'too-short');
  if (!short || outcomes.some((outcome) => outcome.status === 'ok')) return;
  throw new PresageError(
    'PRS_SERIES_TOO_SHORT',
    `The series has ${short.available} points in the range, a forecast needs ${short.needed}.`,
  );
}

function withThreshold(rule: RuleFindings['rule'], value: number | undefined): RuleFindings['rule'] {
  return value === undefined || rule.thresholds.some((threshold) => threshold.value === value)
    ? rule
    : { ...rule, thresholds: [...rule.thresholds, { name: 'threshold', value, direction: 'above' }] };
}

function droppedNotice(dropped: number): Notice {
  return { severity: 'warning', text: `${dropped} more series were left out by the limit.` };
}

function frame(
  series: SeriesFindings,
  rule: RuleFindings['rule'],
  refId: string,
  range: { from: number; to: number },
  extra: Notice[],
): Frame {
  const { outcome, labels } = series;
  const title = seriesTitle(rule.name, labels);
  const unit: FieldConfig = rule.unit === undefined ? {} : { unit: rule.unit };
  const number = (name: string, config: FieldConfig = {}): FrameField => ({
    name,
    type: 'number',
    labels,
    config: { ...unit, ...config },
  });
  return {
    schema: {
      name: title,
      refId,
      meta: {
        type: 'timeseries-wide',
        typeVersion: [0, 1],
        executedQueryString: rule.expr,
        notices: [...notices(series), ...extra],
        custom: { presage: 1, kind: 'forecast', ...meta(series, rule) },
      },
      fields: [
        { name: FIELDS.time, type: 'time' },
        number(FIELDS.actual, { displayNameFromDS: title }),
        number(FIELDS.predicted, { displayNameFromDS: `${title} predicted` }),
        number(FIELDS.lower, { displayNameFromDS: `${title} lower` }),
        number(FIELDS.upper, { displayNameFromDS: `${title} upper`, custom: { fillBelowTo: `${title} lower` } }),
      ],
    },
    data: { values: columns(series, outcome.status === 'ok' ? outcome : undefined, range) },
  };
}

function columns(
  series: SeriesFindings,
  outcome: Forecast | undefined,
  range: { from: number; to: number },
): FrameValue[][] {
  const rows: FrameValue[][] = series.times.flatMap((time, index) =>
    time * 1000 >= range.from && time * 1000 <= range.to
      ? [[time * 1000, finite(series.values[index]), null, null, null]]
      : [],
  );
  outcome?.times.forEach((time, index) => {
    const { lower, upper } = outcome.intervals[0]!;
    rows.push([time * 1000, null, finite(outcome.predicted[index]), finite(lower[index]), finite(upper[index])]);
  });
  return [0, 1, 2, 3, 4].map((column) => rows.map((row) => row[column]!));
}

function finite(value: number | undefined): FrameValue {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

function meta(series: SeriesFindings, rule: RuleFindings['rule']) {
  const { outcome } = series;
  const last = series.times[series.times.length - 1]!;
  const forecast = outcome.status === 'ok' ? outcome : undefined;
  return {
    name: rule.name,
    expr: rule.expr,
    now: last * 1000,
    level: rule.level,
    models: forecast?.models ?? [],
    seasons: forecast?.seasons ?? [],
    ...(forecast?.backtest.meanAbsoluteError !== undefined && { backtestError: forecast.backtest.meanAbsoluteError }),
    confidence: forecast?.confidence ?? 0,
    thresholds: rule.thresholds.map((threshold) => ({
      name: threshold.name,
      value: threshold.value,
      direction: threshold.direction,
      ...(forecast && { crossing: crossing(series, forecast, rule, threshold) }),
    })),
  };
}

/** Moments of a crossing in milliseconds since 1970. */
function crossing(
  series: SeriesFindings,
  outcome: Forecast,
  rule: RuleFindings['rule'],
  { value, direction }: RuleFindings['rule']['thresholds'][number],
) {
  const { lower, upper } = outcome.intervals[0]!;
  const last = series.times[series.times.length - 1]!;
  const current = series.values.findLast(Number.isFinite)!;
  const found = thresholdCrossing(
    { current, step: rule.step, predicted: outcome.predicted, lower, upper },
    value,
    direction,
  );
  return Object.fromEntries(
    Object.entries(found).flatMap(([name, seconds]) =>
      seconds === undefined ? [] : [[name, (last + seconds) * 1000]],
    ),
  );
}

function notices({ outcome }: SeriesFindings): Notice[] {
  if (outcome.status === 'too-short') {
    const text = `Warming up: the series has ${outcome.available} points, a forecast needs ${outcome.needed}.`;
    return [{ severity: 'info', text }];
  }
  if (outcome.confidence >= LOW_CONFIDENCE) return [];
  return [{ severity: 'warning', text: ['Low confidence.', ...outcome.reasons].join(' ') }];
}
