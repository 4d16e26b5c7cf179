import { createAlarm, decide, type AlarmState } from '../../analysis/anomaly/alarm.js';
import { createJoint, judgeJoint, type JointState } from '../../analysis/anomaly/joint.js';
import type { Verdict } from '../../analysis/anomaly/verdict.js';
import type { AnomalyRule } from '../../config/config.js';
import { seriesKey } from '../series-labels.js';
import { controlsOf, type Advanced } from './score.js';

/** Series of a rule that are scored together: those with the same values of the labels `joint_by`. */
export interface GroupFindings {
  key: string;
  labels: Record<string, string>;
  state: JointState;
  alarm: AlarmState;
  /** Newest verdict, and how many of the series are odd at that moment. */
  last?: Verdict;
  odd: number;
}

/** Scores the groups of a rule at each new moment, in order of time. `previous` stays as it was. */
export function scoreGroups(
  members: readonly Advanced[],
  by: readonly string[],
  rule: AnomalyRule,
  previous: readonly GroupFindings[],
): GroupFindings[] {
  const known = new Map(previous.map((group) => [group.key, group]));
  const groups = new Map<string, { labels: Record<string, string>; members: Advanced[] }>();
  for (const member of members) {
    const labels = Object.fromEntries(
      by.flatMap((name) => (member.series.labels[name] === undefined ? [] : [[name, member.series.labels[name]]])),
    );
    const key = seriesKey(labels);
    const group = groups.get(key);
    if (group) group.members.push(member);
    else groups.set(key, { labels, members: [member] });
  }
  return [...groups].map(([key, group]) =>
    advanceGroup(known.get(key) ?? fresh(key, group.labels, rule), group.members, rule),
  );
}

function fresh(key: string, labels: Record<string, string>, rule: AnomalyRule): GroupFindings {
  return { key, labels, state: createJoint(), alarm: createAlarm(controlsOf(rule, labels)), odd: 0 };
}

function advanceGroup(group: GroupFindings, members: readonly Advanced[], rule: AnomalyRule): GroupFindings {
  const { state, alarm } = structuredClone({ state: group.state, alarm: group.alarm });
  // members were measured by direction, deviation and range already
  const { points, of, refractory, budget, normal } = controlsOf(rule, group.labels);
  const controls = { ...ALL, points, of, refractory, budget, normal };
  let { last, odd } = group;
  for (const [time, told] of byTime(members)) {
    if (last && time <= last.time) continue;
    const judged = judgeJoint(
      state,
      told.map(({ key, verdict }) => ({ key, score: verdict.score ?? 0 })),
    );
    last = decide(alarm, controls, time, NaN, judged);
    odd = told.filter(({ verdict }) => verdict.odd).length;
  }
  return { ...group, state, alarm, last, odd };
}

const ALL = {
  direction: 'both',
  minimumDeviation: 0,
  minimumRelativeDeviation: 0,
  lowest: -Infinity,
  highest: Infinity,
} as const;

function byTime(members: readonly Advanced[]): [number, { key: string; verdict: Verdict }[]][] {
  const moments = new Map<number, { key: string; verdict: Verdict }[]>();
  for (const { series, verdicts } of members) {
    for (const verdict of verdicts) {
      const moment = moments.get(verdict.time);
      if (moment) moment.push({ key: series.key, verdict });
      else moments.set(verdict.time, [{ key: series.key, verdict }]);
    }
  }
  return [...moments].sort(([a], [b]) => a - b);
}
