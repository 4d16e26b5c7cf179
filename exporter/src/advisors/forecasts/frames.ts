import type { ForecastQuery, InsightQuery } from '@presage/contract/api';
import {
  FIELDS,
  INNER_BANDS,
  type FieldConfig,
  type ForecastBreakdown,
  type ForecastThreshold,
  type Frame,
  type FrameField,
  type FrameValue,
  type Notice,
} from '@presage/contract/frames';
import type { MetricHorizon } from '@presage/contract/kinds';
import { PresageError } from '../../error.js';
import type { Job } from '../advisor.js';
import { seriesTitle } from '../series-labels.js';
import {
  judgeThresholds,
  type ForecastFindings,
  type KeptForecast,
  type RuleFindings,
  type SeriesFindings,
  type ThresholdFindings,
} from './analyse.js';
import type { ForecastJob } from './config.js';
import { PROBLEM_TEXTS, problemsOf } from './problems.js';
import { adaptationText } from './records.js';
import { scenarioOf, type Scenario } from './scenario.js';

/** Below this confidence the frame says so. */
const LOW_CONFIDENCE = 0.3;

/** One series as one frame shows it. */
interface Shown {
  series: SeriesFindings;
  rule: RuleFindings['rule'];
  forecast: KeptForecast | undefined;
  thresholds: ThresholdFindings[];
  scenario: Scenario | undefined;
}

/**
 * One wide frame a series: what happened within the range, everything that is predicted, and the scenario that the
 * query asks for.
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
  const failed = rules.find(({ error, series }) => error && series.length === 0);
  if (failed?.error && rules.length === 1) throw new PresageError(failed.error.code, failed.error.message);
  if (onDemand) refuseTooShort(rules);
  return rules.flatMap(({ rule, series }) =>
    series.map((one, index) => {
      const extra = index === 0 && findings.dropped > 0 ? [droppedNotice(findings.dropped)] : [];
      return frame(shown(one, rule, query), query.refId, range, [...notices(one, rule, findings.now), ...extra]);
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

function shown(series: SeriesFindings, rule: RuleFindings['rule'], query: ForecastQuery): Shown {
  const forecast = series.outcome.status === 'ok' ? series.outcome : undefined;
  const { threshold } = query;
  const isNew = threshold !== undefined && !series.thresholds.some(({ value }) => value === threshold);
  const asked = isNew ? [{ name: 'threshold', value: threshold, direction: 'above' as const }] : [];
  return {
    series,
    rule,
    forecast,
    thresholds: [
      ...series.thresholds,
      ...(forecast ? judgeThresholds(series, withBands(forecast, rule.level), asked, rule.level) : []),
    ],
    scenario: forecast && scenarioOf(series, forecast, rule, query),
  };
}

function droppedNotice(dropped: number): Notice {
  return { severity: 'warning', text: `${dropped} more series were left out by the limit.` };
}

function frame(one: Shown, refId: string, range: { from: number; to: number }, texts: Notice[]): Frame {
  const { series, rule, scenario } = one;
  const { labels } = series;
  const title = seriesTitle(rule.name, labels);
  const unit: FieldConfig = rule.unit === undefined ? {} : { unit: rule.unit };
  const number = (name: string, text: string, config: FieldConfig = {}): FrameField => ({
    name,
    type: 'number',
    labels,
    config: { ...unit, displayNameFromDS: text, ...config },
  });
  const band = (field: string, text: string) => ({ field, text, custom: { fillBelowTo: text } });
  const [edge, scenarioEdge] = [
    band(FIELDS.lower, `${title} lower`),
    band(FIELDS.scenarioLower, `${title} scenario lower`),
  ];
  return {
    schema: {
      name: title,
      refId,
      meta: {
        type: 'timeseries-wide',
        typeVersion: [0, 1],
        executedQueryString: rule.expr,
        notices: texts,
        custom: { presage: 1, kind: 'forecast', ...meta(one) },
      },
      fields: [
        { name: FIELDS.time, type: 'time' },
        number(FIELDS.actual, title),
        number(FIELDS.predicted, `${title} predicted`),
        number(edge.field, edge.text),
        number(FIELDS.upper, `${title} upper`, { custom: edge.custom }),
        ...(scenario
          ? [
              number(FIELDS.scenario, `${title} scenario`),
              number(scenarioEdge.field, scenarioEdge.text),
              number(FIELDS.scenarioUpper, `${title} scenario upper`, { custom: scenarioEdge.custom }),
            ]
          : []),
        ...innerBands(one.forecast).flatMap(({ level, lower, upper }) => {
          const [below, above] = [`${title} ${100 * level}% lower`, `${title} ${100 * level}% upper`];
          // a stock panel fills them, and names in its legend only the widest interval
          const hideFrom = { legend: true, tooltip: false, viz: false };
          return [
            number(lower, below, { custom: { hideFrom } }),
            number(upper, above, { custom: { hideFrom, fillBelowTo: below } }),
          ];
        }),
      ],
    },
    data: { values: columns(one, range) },
  };
}

/** The bands within that of the rule's level, with the names of their fields and their bounds. */
function innerBands(forecast: Shown['forecast']) {
  if (!forecast) return [];
  const { predicted, lower, upper, inner } = forecast;
  return INNER_BANDS.flatMap((band) => {
    const own = inner.find(({ level }) => level === band.level);
    if (!own) return [];
    // rounding of the distances leaves no bound of the rule behind
    const paths = [
      predicted.map((value, index) => Math.max(lower[index]!, value - own.below[index]!)),
      predicted.map((value, index) => Math.min(upper[index]!, value + own.above[index]!)),
    ];
    return [{ ...band, paths }];
  });
}

/** A kept forecast with all of its intervals: the more there are, the less a risk rests on lines between them. */
function withBands(forecast: KeptForecast, level: number) {
  const { times, predicted, lower, upper } = forecast;
  const inner = innerBands(forecast).map(({ level, paths: [lower, upper] }) => ({
    level,
    lower: lower!,
    upper: upper!,
  }));
  return { times, predicted, intervals: [{ level, lower, upper }, ...inner] };
}

function columns({ series, forecast, scenario }: Shown, range: { from: number; to: number }): FrameValue[][] {
  const { times, values } = series;
  const last = times[times.length - 1]!;
  const isShown = (time: number) => time * 1000 >= range.from && time * 1000 <= range.to;
  const [from, to] = [times.findIndex(isShown), times.findLastIndex(isShown) + 1];
  const past = { times: times.subarray(Math.max(0, from), to), values: values.subarray(Math.max(0, from), to) };
  const ahead = forecast ? forecast.times.findIndex((time) => time > last) : -1;
  const next = ahead < 0 ? [] : Array.from(forecast!.times.subarray(ahead), (time) => time * 1000);
  const nothing = (length: number) => new Array<FrameValue>(length).fill(null);
  const predicted = (path: ArrayLike<number>) => [
    ...nothing(past.times.length),
    ...Array.from(next, (_, index) => finite(path[ahead + index])),
  ];
  const paths = forecast ? [forecast.predicted, forecast.lower, forecast.upper] : [[], [], []];
  const assumed = scenario ? [scenario.band.predicted, scenario.band.lower, scenario.band.upper] : [];
  return [
    [...Array.from(past.times, (time) => time * 1000), ...next],
    [...Array.from(past.times, (_, index) => finite(past.values[index])), ...nothing(next.length)],
    ...[...paths, ...assumed, ...innerBands(forecast).flatMap((band) => band.paths)].map(predicted),
  ];
}

function finite(value: number | undefined): FrameValue {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

function meta({ series, rule, forecast, thresholds, scenario }: Shown) {
  const last = series.times[series.times.length - 1]!;
  return {
    name: rule.name,
    expr: rule.expr,
    now: last * 1000,
    level: rule.level,
    models: forecast?.models ?? [],
    seasons: forecast?.seasons ?? [],
    ...(forecast?.backtest.meanAbsoluteError !== undefined && { backtestError: forecast.backtest.meanAbsoluteError }),
    confidence: forecast?.confidence ?? 0,
    thresholds: thresholds.map((threshold) => shownThreshold(threshold, series.fittedTo)),
    ...(scenario && {
      scenario: {
        growth: scenario.growth.factor,
        start: scenario.growth.start * 1000,
        end: scenario.growth.end * 1000,
        growthOf: scenario.growth.growthOf,
        thresholds: scenario.thresholds(thresholds).map((threshold) => shownThreshold(threshold, series.fittedTo)),
      },
    }),
    ...(forecast && { breakdown: breakdownOf(forecast) }),
  };
}

function breakdownOf({ candidates, backtest, parts, reasons }: KeptForecast): ForecastBreakdown {
  return {
    candidates: candidates.map(({ model, meanAbsoluteError: error, weight, dropped }) => ({
      model,
      ...(error !== undefined && { error }),
      ...(weight !== undefined && { weight }),
      ...(dropped && { dropped }),
    })),
    ...(backtest.scaledError !== undefined && { scaledError: backtest.scaledError }),
    trend: parts.trend,
    seasonParts: parts.seasons,
    reasons,
  };
}

/** Moments of a crossing in milliseconds since 1970. */
function shownThreshold(
  { name, value, direction, crossing, risk }: ThresholdFindings,
  fittedTo: number,
): ForecastThreshold {
  const moments = Object.entries(crossing).flatMap(([moment, seconds]) =>
    seconds === undefined ? [] : [[moment, (fittedTo + seconds) * 1000]],
  );
  return { name, value, direction, crossing: Object.fromEntries(moments), risk };
}

function notices(series: SeriesFindings, rule: RuleFindings['rule'], now: number): Notice[] {
  const { outcome } = series;
  if (outcome.status === 'too-short') {
    const text = `Warming up: the series has ${outcome.available} points, a forecast needs ${outcome.needed}.`;
    return [{ severity: 'info', text }];
  }
  const problems = problemsOf(series, rule, now).map(
    (problem): Notice => ({ severity: 'warning', text: `Do not rely on this forecast. ${PROBLEM_TEXTS[problem]}` }),
  );
  const found = [...problems, ...adaptationNotice(outcome, series)];
  if (outcome.confidence >= LOW_CONFIDENCE) return found;
  return [{ severity: 'warning', text: ['Low confidence.', ...outcome.reasons].join(' ') }, ...found];
}

function adaptationNotice({ scales }: KeptForecast, { records }: SeriesFindings): Notice[] {
  const texts = (Object.keys(scales) as MetricHorizon[]).flatMap((horizon) => {
    const record = records[horizon];
    return (record && adaptationText(horizon, scales[horizon]!, record)) ?? [];
  });
  return texts.length > 0 ? [{ severity: 'info', text: texts.join(' ') }] : [];
}
