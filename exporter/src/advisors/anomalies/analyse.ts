import type { ApiError } from '@presage/contract/errors';
import type { Incident } from '../../analysis/anomaly/incidents.js';
import type { AnomalyRule } from '../../config/config.js';
import type { PrometheusSeries } from '../../sources/source.js';
import type { Job } from '../advisor.js';
import type { Deployment } from '../changes/deployments.js';
import { Breather } from '../../breather.js';
import { publishedLabels, seriesKey } from '../series-labels.js';
import { stickyTop } from '../sticky.js';
import type { AnomalyJob } from './config.js';
import { scoreGroups, type GroupFindings } from './groups.js';
import { incidentsOf } from './incidents.js';
import { sameRule, type AnomalyObservation } from './observe.js';
import { opinionsOf } from './opinions.js';
import { advance, freshSeries, type Advanced, type SeriesFindings } from './score.js';

/** What was learnt and found so far. Survives structured cloning. */
export interface AnomalyFindings {
  /** Unix seconds of the observation. */
  now: number;
  rules: RuleFindings[];
  /** Series that the cap left out. */
  dropped: number;
  /** Alarms of now that belong together. */
  incidents: Incident[];
}

export interface RuleFindings {
  rule: AnomalyRule;
  error?: ApiError;
  /** Unix seconds up to which the rule has been read; absent before the first answer. */
  until?: number;
  series: SeriesFindings[];
  /** Of the last day, in order of time; empty unless the rule names them. */
  deployments: Deployment[];
  /** Empty unless the rule scores series together. */
  groups: GroupFindings[];
}

const RESERVED = new Set([
  'target',
  'anomaly',
  'detector',
  'direction',
  'incident',
  'anomaly_name',
  'anomaly_type',
  'anomaly_strategy',
]);
/** A series is forgotten when it was away for so many seasons (and a day). */
const IDLE_SEASONS = 2;

/** Series that are looked up, and points that are scored, without a pause. */
const SLICE = 100;

/**
 * Scores the new points of every series; a rule that failed keeps what it had. What is known of a series moves on in
 * place, since copies of it would cost many times what scoring does: `previous` is used up. A run that is lost loses
 * its verdicts only, because points that were scored are not scored again.
 */
export function analyse(
  observation: AnomalyObservation,
  job: Job<AnomalyJob>,
  previous: AnomalyFindings | undefined,
): AnomalyFindings {
  const work = steps(observation, job, previous);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

/** The same, letting others have their turn. */
export async function analyseInTurns(
  observation: AnomalyObservation,
  job: Job<AnomalyJob>,
  previous: AnomalyFindings | undefined,
): Promise<AnomalyFindings> {
  const breather = new Breather();
  const work = steps(observation, job, previous);
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    await breather.breathe();
  }
}

function* steps(
  { now, rules }: AnomalyObservation,
  { config }: Job<AnomalyJob>,
  previous: AnomalyFindings | undefined,
): Generator<undefined, AnomalyFindings> {
  const known = new Map(
    previous?.rules
      .filter(({ rule }) => rules.some((one) => sameRule(one.rule, rule)))
      .map((one) => [one.rule.name, one]),
  );
  const current: Current[] = [];
  for (const { rule, outcome } of rules) {
    const before = known.get(rule.name)?.series ?? [];
    const answer = 'error' in outcome ? [] : outcome.value.series;
    current.push({ rule, outcome, before, present: yield* merged(before, answer, rule, now) });
  }
  const ranked = current.flatMap(({ rule, before, present }) => {
    const members = new Set(before.map(({ key }) => key));
    // whoever is in stays in: its state is worth more than any rank
    return [...present.keys()].map((key) => ({ key: address(rule, key), score: members.has(key) ? 1 : 0 }));
  });
  yield;
  const { kept, dropped } = stickyTop(ranked, new Set(), config.maxSeries);
  const chosen = new Set(kept);
  const found: RuleFindings[] = [];
  for (const { rule, outcome, present } of current) {
    const members = [...present].filter(([key]) => chosen.has(address(rule, key))).map(([, member]) => member);
    const before = known.get(rule.name);
    const groups = before?.groups ?? [];
    const deployments = before?.deployments ?? [];
    if ('error' in outcome) {
      const series = members.map((member) => member.series);
      found.push({ rule, error: outcome.error, until: before?.until, series, groups, deployments });
      continue;
    }
    const { until } = outcome.value;
    const advanced = yield* advanceAll(members, rule, config, until);
    found.push({
      rule,
      until,
      series: advanced.map(({ series }) => series),
      deployments: outcome.value.deployments ?? deployments,
      groups: rule.joint_by === undefined ? [] : scoreGroups(advanced, rule.joint_by, rule, groups),
    });
  }
  return { now, dropped, rules: found, incidents: incidentsOf(found, previous?.incidents ?? []) };
}

interface Current {
  rule: AnomalyRule;
  outcome: AnomalyObservation['rules'][number]['outcome'];
  before: SeriesFindings[];
  present: Map<string, Present>;
}

interface Present {
  series: SeriesFindings;
  points?: PrometheusSeries;
}

/** Series known or new by key; those that were away too long are gone. */
function* merged(
  before: SeriesFindings[],
  answer: PrometheusSeries[],
  rule: AnomalyRule,
  now: number,
): Generator<undefined, Map<string, Present>> {
  const oldest = now - Math.max(IDLE_SEASONS * rule.season, 86_400);
  const present = new Map<string, Present>(
    before.filter(({ seenAt }) => seenAt === undefined || seenAt >= oldest).map((series) => [series.key, { series }]),
  );
  for (const [index, points] of answer.entries()) {
    const labels = publishedLabels(points.labels, RESERVED);
    const key = seriesKey(labels);
    present.set(key, { series: present.get(key)?.series ?? freshSeries(key, labels, rule), points });
    if (index % SLICE === 0) yield;
  }
  return present;
}

function address(rule: AnomalyRule, key: string): string {
  return `${rule.name}\n${key}`;
}

function* advanceAll(
  members: Present[],
  rule: AnomalyRule,
  config: AnomalyJob,
  until: number,
): Generator<undefined, Advanced[]> {
  const opinions = rule.peers_by === undefined ? [] : opinionsOf(members, rule.peers_by);
  const advanced: Advanced[] = [];
  let scored = 0;
  for (const [index, { series, points }] of members.entries()) {
    scored += points?.times.length ?? 0;
    if (scored >= SLICE) {
      yield;
      scored = 0;
    }
    if (!points && !rule.absent) advanced.push({ series, verdicts: [] });
    else {
      const { times, values } = points ?? { times: [], values: [] };
      const news = { times, values, opinions: opinions[index], until };
      advanced.push(advance(series, news, rule, config.maintenance, config.retained));
    }
  }
  return advanced;
}
