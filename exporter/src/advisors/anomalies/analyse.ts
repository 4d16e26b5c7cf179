import type { ApiError } from '@presage/contract/errors';
import type { AnomalyRule } from '../../config/config.js';
import type { PrometheusSeries } from '../../sources/source.js';
import type { Job } from '../advisor.js';
import { publishedLabels, seriesKey } from '../series-labels.js';
import { stickyTop } from '../sticky.js';
import type { AnomalyJob } from './config.js';
import { scoreGroups, type GroupFindings } from './groups.js';
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
}

export interface RuleFindings {
  rule: AnomalyRule;
  error?: ApiError;
  /** Unix seconds up to which the rule has been read; absent before the first answer. */
  until?: number;
  series: SeriesFindings[];
  /** Empty unless the rule scores series together. */
  groups: GroupFindings[];
}

const RESERVED = new Set([
  'target',
  'anomaly',
  'detector',
  'direction',
  'anomaly_name',
  'anomaly_type',
  'anomaly_strategy',
]);
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
    rules: current.map(({ rule, outcome, present }) => {
      const members = [...present].filter(([key]) => chosen.has(address(rule, key))).map(([, member]) => member);
      const before = known.get(rule.name);
      const groups = before?.groups ?? [];
      if ('error' in outcome) {
        const series = members.map((member) => member.series);
        return { rule, error: outcome.error, until: before?.until, series, groups };
      }
      const { until } = outcome.value;
      const advanced = advanceAll(members, rule, config, until);
      return {
        rule,
        until,
        series: advanced.map(({ series }) => series),
        groups: rule.joint_by === undefined ? [] : scoreGroups(advanced, rule.joint_by, rule, groups),
      };
    }),
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
    before.filter(({ seenAt }) => seenAt === undefined || seenAt >= oldest).map((series) => [series.key, { series }]),
  );
  for (const points of answer) {
    const labels = publishedLabels(points.labels, RESERVED);
    const key = seriesKey(labels);
    present.set(key, { series: present.get(key)?.series ?? freshSeries(key, labels, rule), points });
  }
  return present;
}

function address(rule: AnomalyRule, key: string): string {
  return `${rule.name}\n${key}`;
}

/** `previous` stays as it was: the state is copied before it moves on. */
function advanceAll(members: Present[], rule: AnomalyRule, config: AnomalyJob, until: number): Advanced[] {
  const copied = members.map(({ series, points }) => ({
    series: points || rule.absent ? { ...series, ...structuredClone(moving(series)) } : series,
    points,
  }));
  const opinions = rule.peers_by === undefined ? [] : opinionsOf(copied, rule.peers_by);
  return copied.map(({ series, points }, index) =>
    points || rule.absent
      ? advance(
          series,
          { times: points?.times ?? [], values: points?.values ?? [], opinions: opinions[index], until },
          rule,
          config.maintenance,
          config.retained,
        )
      : { series, verdicts: [] },
  );
}

function moving({ detector, alarm, peer }: SeriesFindings): Pick<SeriesFindings, 'detector' | 'alarm' | 'peer'> {
  return { detector, alarm, peer };
}
