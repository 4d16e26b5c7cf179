import type { ApiError } from '@presage/contract/errors';
import { compareAround } from '../../analysis/changepoints/around.js';
import type { Comparison } from '../../analysis/changepoints/compare.js';
import { detectChanges, type ChangePoint } from '../../analysis/changepoints/detect.js';
import type { ChangeRule } from '../../config/config.js';
import type { PrometheusSeries } from '../../sources/source.js';
import type { Job } from '../advisor.js';
import type { QueryWindow } from '../query-window.js';
import { publishedLabels, seriesKey } from '../series-labels.js';
import { stickyTop } from '../sticky.js';
import type { ChangeJob } from './config.js';
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
  /** Before and after the newest deployment; absent without one. */
  comparison?: Comparison;
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
          .map(({ one, labels }) => ({ labels, ...look(one, rule, outcome.value, deployment) })),
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
  if (!deployment) return { changes };
  const points = (seconds: number) => Math.max(1, Math.round(seconds / window.step));
  const cut = {
    at: Math.ceil((deployment.time - window.from) / window.step),
    before: points(rule.before),
    after: points(rule.after),
    seasons: SEASONS.filter((season) => season % window.step === 0).map(points),
  };
  const options = { direction: rule.direction, minimumEffect: rule.minimum_effect, confidence: rule.confidence };
  return { changes, comparison: compareAround(values, cut, options) };
}

function onGrid({ times, values }: PrometheusSeries, { from, to, step }: QueryWindow): Float64Array {
  const grid = new Float64Array(Math.round((to - from) / step) + 1).fill(NaN);
  times.forEach((time, index) => (grid[Math.round((time - from) / step)] = values[index]!));
  return grid;
}
