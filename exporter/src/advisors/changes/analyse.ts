import type { ApiError } from '@presage/contract/errors';
import { compareAround } from '../../analysis/changepoints/around.js';
import { comparePaired, type CompareOptions, type Comparison } from '../../analysis/changepoints/compare.js';
import { detectChanges, type ChangePoint } from '../../analysis/changepoints/detect.js';
import type { ChangeRule } from '../../config/config.js';
import type { PrometheusSeries } from '../../sources/source.js';
import type { Job } from '../advisor.js';
import { onGrid, type QueryWindow } from '../query-window.js';
import { publishedLabels, seriesKey, seriesTitle } from '../series-labels.js';
import { stickyTop } from '../sticky.js';
import type { ChangeJob, GateCut } from './config.js';
import { newestDeployment, type Deployment } from './deployments.js';
import type { ChangeObservation, RuleHistory } from './observe.js';

/** What was found so far. Survives structured cloning. */
export interface ChangeFindings {
  rules: RuleFindings[];
  /** Series that the cap left out. */
  dropped: number;
}

export interface RuleFindings {
  rule: ChangeRule;
  error?: ApiError;
  deployment?: Deployment;
  series: SeriesFindings[];
}

export interface SeriesFindings {
  labels: Record<string, string>;
  /** `time` in Unix seconds. */
  changes: (ChangePoint & { time: number })[];
  /** Before and after the newest deployment, or what a gate compares; absent without one. */
  comparison?: Comparison;
  /** As Prometheus writes it; set for a gate. */
  title?: string;
}

const RESERVED = new Set(['target', 'change', 'verdict']);
const SEASONS = [86_400, 604_800];

/** Change points of every series, and what the newest deployment did to it; a rule that failed keeps what it had. */
export function analyse(
  { rules }: ChangeObservation,
  { config }: Job<ChangeJob>,
  previous: ChangeFindings | undefined,
): ChangeFindings {
  const known = new Set(
    previous?.rules.flatMap(({ rule, series }) => series.map(({ labels }) => address(rule, labels))),
  );
  const labelled = rules.map(({ rule, outcome }) => ({
    rule,
    outcome,
    series:
      'error' in outcome
        ? []
        : outcome.value.series.map((one) => ({ one, labels: publishedLabels(one.labels, RESERVED) })),
  }));
  const candidates = labelled.flatMap(({ rule, series }) =>
    series.map(({ labels }) => ({ key: address(rule, labels), score: 1 })),
  );
  const { kept, dropped } = stickyTop(candidates, known, config.maxSeries);
  const chosen = new Set(kept);
  return {
    dropped,
    rules: labelled.map(({ rule, outcome, series }) => {
      if ('error' in outcome) {
        const before = previous?.rules.find((one) => one.rule.name === rule.name);
        return { rule, error: outcome.error, deployment: before?.deployment, series: before?.series ?? [] };
      }
      const deployment = newestDeployment(outcome.value.deployments, outcome.value.window, rule.version_label);
      return {
        rule,
        ...(deployment && { deployment }),
        series: series
          .filter(({ labels }) => chosen.has(address(rule, labels)))
          .map(({ one, labels }) => ({
            labels,
            ...(config.gate
              ? { changes: [], title: titleOf(one, rule), comparison: judge(one, rule, outcome.value, config.gate) }
              : look(one, rule, outcome.value, deployment)),
          })),
      };
    }),
  };
}

function address(rule: ChangeRule, labels: Record<string, string>): string {
  return `${rule.name}\n${seriesKey(labels)}`;
}

function look(series: PrometheusSeries, rule: ChangeRule, { window }: RuleHistory, deployment: Deployment | undefined) {
  const values = onGrid(series, window);
  const changes = detectChanges(values).map((change) => ({
    ...change,
    time: window.from + change.index * window.step,
  }));
  return deployment ? { changes, comparison: around(values, rule, window, deployment.time) } : { changes };
}

/** What a gate says of a series; undefined when the baseline has no such series. */
function judge(
  series: PrometheusSeries,
  rule: ChangeRule,
  { window, series: all, baseline }: RuleHistory,
  { at }: GateCut,
): Comparison | undefined {
  const values = onGrid(series, window);
  if (!baseline) return around(values, rule, window, at);
  const key = keyOf(series);
  const single = all.length === 1 && baseline.length === 1;
  const other = single ? baseline[0] : baseline.find((one) => keyOf(one) === key);
  return other && comparePaired(onGrid(other, window), values, optionsOf(rule));
}

function titleOf({ labels: { __name__: name = '', ...labels } }: PrometheusSeries, { expr }: ChangeRule): string {
  return seriesTitle(name, labels) || expr;
}

function keyOf({ labels: { __name__: _name, ...labels } }: PrometheusSeries): string {
  return seriesKey(labels);
}

function around(values: Float64Array, rule: ChangeRule, window: QueryWindow, moment: number): Comparison {
  const points = (seconds: number) => Math.max(1, Math.round(seconds / window.step));
  const cut = {
    at: Math.ceil((moment - window.from) / window.step),
    before: points(rule.before),
    after: points(rule.after),
    seasons: SEASONS.filter((season) => season % window.step === 0).map(points),
  };
  return compareAround(values, cut, optionsOf(rule));
}

function optionsOf({ direction, minimum_effect, confidence }: ChangeRule): CompareOptions {
  return { direction, minimumEffect: minimum_effect, confidence };
}
