import type { ApiError } from '@presage/contract/errors';
import { createDetector, update, type DetectorState, type Verdict } from '../../analysis/anomaly/detector.js';
import type { AnomalyRule } from '../../config/config.js';
import type { PrometheusSeries } from '../../sources/source.js';
import type { Job } from '../advisor.js';
import { publishedLabels, seriesKey } from '../series-labels.js';
import { stickyTop } from '../sticky.js';
import type { AnomalyJob } from './config.js';
import { sameRule, type AnomalyObservation } from './observe.js';
import { appendVerdicts, type VerdictHistory } from './verdict-history.js';

/** What was learnt and found so far. Survives structured cloning. */
export interface AnomalyFindings {
  /** Unix seconds of the observation. */
  now: number;
  rules: RuleFindings[];
  /** Series that the cap left out. */
  dropped: number;
}

export interface RuleFindings {
  rule: AnomalyRule;
  error?: ApiError;
  /** Unix seconds up to which the rule has been read; absent before the first answer. */
  until?: number;
  series: SeriesFindings[];
}

export interface SeriesFindings {
  key: string;
  labels: Record<string, string>;
  state: DetectorState;
  history: VerdictHistory;
  /** Newest verdict; absent when no point could be scored yet. */
  last?: Verdict;
}

const RESERVED = new Set(['target', 'anomaly']);
/** A series is forgotten when it was away for so many seasons (and a day). */
const IDLE_SEASONS = 2;

/** Scores the new points of every series; a rule that failed keeps what it had. */
export function analyse(
  { now, rules }: AnomalyObservation,
  { config }: Job<AnomalyJob>,
  previous: AnomalyFindings | undefined,
): AnomalyFindings {
  const known = new Map(
    previous?.rules
      .filter(({ rule }) => rules.some((one) => sameRule(one.rule, rule)))
      .map((one) => [one.rule.name, one]),
  );
  const current = rules.map(({ rule, outcome }) => {
    const before = known.get(rule.name)?.series ?? [];
    return {
      rule,
      outcome,
      before,
      present: merged(before, 'error' in outcome ? [] : outcome.value.series, rule, now),
    };
  });
  const ranked = current.flatMap(({ rule, before, present }) => {
    const members = new Set(before.map(({ key }) => key));
    // whoever is in stays in: its state is worth more than any rank
    return [...present.keys()].map((key) => ({ key: address(rule, key), score: members.has(key) ? 1 : 0 }));
  });
  const { kept, dropped } = stickyTop(ranked, new Set(), config.maxSeries);
  const chosen = new Set(kept);
  return {
    now,
    dropped,
    rules: current.map(({ rule, outcome, present }) => ({
      rule,
      ...('error' in outcome
        ? { error: outcome.error, until: known.get(rule.name)?.until }
        : { until: outcome.value.until }),
      series: [...present]
        .filter(([key]) => chosen.has(address(rule, key)))
        .map(([, { series, points }]) => (points ? advance(series, points, config.retained) : series)),
    })),
  };
}

interface Present {
  series: SeriesFindings;
  points?: PrometheusSeries;
}

/** Series known or new by key; those that were away too long are gone. */
function merged(
  before: SeriesFindings[],
  answer: PrometheusSeries[],
  rule: AnomalyRule,
  now: number,
): Map<string, Present> {
  const oldest = now - Math.max(IDLE_SEASONS * rule.season, 86_400);
  const present = new Map<string, Present>(
    before.filter(({ last }) => !last || last.time >= oldest).map((series) => [series.key, { series }]),
  );
  for (const points of answer) {
    const labels = publishedLabels(points.labels, RESERVED);
    const key = seriesKey(labels);
    present.set(key, { series: present.get(key)?.series ?? fresh(key, labels, rule), points });
  }
  return present;
}

function fresh(key: string, labels: Record<string, string>, rule: AnomalyRule): SeriesFindings {
  const { step, season, sensitivity, direction } = rule;
  const state = createDetector({ step, season, sensitivity, direction, minimumDeviation: rule.minimum_deviation });
  return { key, labels, state, history: { columns: new Float64Array(0) } };
}

function address(rule: AnomalyRule, key: string): string {
  return `${rule.name}\n${key}`;
}

/** `previous` stays as it was: the state is copied before it moves on. */
function advance(series: SeriesFindings, { times, values }: PrometheusSeries, retained: number): SeriesFindings {
  const state = structuredClone(series.state);
  const verdicts = times.flatMap((time, index) => update(state, time, values[index]!) ?? []);
  return {
    ...series,
    state,
    history: appendVerdicts(series.history, verdicts, retained),
    last: verdicts.at(-1) ?? series.last,
  };
}
