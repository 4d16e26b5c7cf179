import type { GateAnswer, GateRequest, GateSeries } from '@presage/contract/gate';
import type { Verdict } from '@presage/contract/kinds';
import type { Comparison } from '../../analysis/changepoints/compare.js';
import { explainComparison } from '../../analysis/changepoints/explain.js';
import { parseDuration, type Config } from '../../config/config.js';
import { PresageError } from '../../error.js';
import type { Job } from '../advisor.js';
import type { ChangeFindings } from './analyse.js';
import type { ChangeJob } from './config.js';

/** The worst of the series decides. */
const WORST_FIRST: readonly Verdict[] = ['worse', 'unsure', 'same', 'better'];
const NAMED = 10;

/**
 * The job that answers a gate.
 *
 * @param now Unix seconds
 * @throws PRS_QUERY_INVALID for what is no time, PRS_QUERY_TOO_LARGE beyond the limit of points, PRS_TARGET_UNKNOWN
 */
export function gateJob(request: GateRequest, config: Config, now: number): Job<ChangeJob> {
  const { expr, baseline, direction, minimumEffect, confidence } = request;
  const [step, before, after, history] = (['step', 'before', 'after', 'history'] as const).map((name) => {
    const seconds = parseDuration(request[name])!;
    if (seconds >= 1) return seconds;
    throw new PresageError('PRS_QUERY_INVALID', `\`${name}\` must be at least 1s`);
  }) as [number, number, number, number];
  if (after < step) throw new PresageError('PRS_QUERY_INVALID', '`after` is shorter than `step`');
  const moment = request.at === undefined ? now - after : momentOf(request.at, now);
  const at = Math.ceil(moment / step) * step;
  const past = baseline === undefined ? Math.max(history, before) : 0;
  const window = { from: at - Math.ceil(past / step) * step, to: at + (Math.floor(after / step) - 1) * step, step };
  if ((window.to - window.from) / step > config.limits.points) {
    throw new PresageError('PRS_QUERY_TOO_LARGE', `this takes more than ${config.limits.points} points`);
  }
  const rule = { direction, minimum_effect: minimumEffect, confidence, before, after, step, history: past };
  return {
    advisor: 'changes',
    target: targetOf(request, config),
    config: {
      rules: [{ name: expr, expr, ...rule }],
      maxSeries: config.limits.series,
      window,
      gate: { at, ...(baseline !== undefined && { baseline }) },
    },
    intervalSeconds: 0,
    timeoutSeconds: config.limits.timeout,
  };
}

function targetOf({ target }: GateRequest, { targets }: Config): string {
  const names = targets.prometheus.map(({ name }) => name);
  const found = target === undefined ? names[0] : names.find((name) => name === target);
  if (found !== undefined) return found;
  const wanted = target === undefined ? 'Prometheus target' : `Prometheus target ${JSON.stringify(target)}`;
  throw new PresageError('PRS_TARGET_UNKNOWN', `there is no ${wanted}`);
}

/** Numbers are Unix seconds, durations lie before `now`. */
function momentOf(at: string | number, now: number): number {
  const text = String(at).trim();
  const ago = parseDuration(text);
  const time = ago !== undefined ? now - ago : Number.isFinite(Number(text)) ? Number(text) : Date.parse(text) / 1000;
  if (text !== '' && time >= 0 && time < 1e11) return time;
  throw new PresageError('PRS_QUERY_INVALID', '`at` must be RFC 3339, Unix seconds, or a duration such as 30m');
}

/**
 * What a gate says.
 *
 * @throws PRS_SERIES_TOO_SHORT when nothing can be compared
 */
export function gateAnswer(findings: ChangeFindings): GateAnswer {
  const all = findings.rules.flatMap(({ rule, series }) =>
    series.map(({ title = rule.expr, comparison }) => ({ name: title, comparison })),
  );
  const series = all.flatMap(({ name, comparison }) => (comparison ? [gateSeries(name, comparison)] : []));
  if (series.length === 0) {
    throw new PresageError('PRS_SERIES_TOO_SHORT', 'the expressions have no series to compare around that time');
  }
  const alone = all.flatMap(({ name, comparison }) => (comparison ? [] : [name]));
  const named = `${alone.slice(0, NAMED).join(', ')}${alone.length > NAMED ? ', …' : ''}`;
  return {
    verdict: WORST_FIRST.find((verdict) => series.some((one) => one.verdict === verdict))!,
    series,
    notices: [
      ...(alone.length > 0 ? [warning(`The baseline has no series for: ${named}.`)] : []),
      ...(findings.dropped > 0 ? [warning(`${findings.dropped} more series were left out by the limit.`)] : []),
    ],
  };
}

/** A comparison as the API and the command line write it, with six digits. */
export function gateSeries(series: string, comparison: Comparison): GateSeries {
  const { verdict, effect, lower, upper, confidence, before, after } = comparison;
  const side = ({ points, centre }: Comparison['before']) => ({ points, level: shown(centre) });
  return {
    series,
    verdict,
    effect: shown(effect),
    lower: shown(lower),
    upper: shown(upper),
    confidence: shown(confidence),
    baseline: side(before),
    candidate: side(after),
    text: explainComparison(comparison),
  };
}

function shown(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : Number(value.toPrecision(6));
}

function warning(text: string) {
  return { severity: 'warning' as const, text };
}
