import { createAlarm, decide, type AlarmControls, type AlarmState } from '../../analysis/anomaly/alarm.js';
import { inMaintenance, type MaintenanceWindow } from '../../analysis/anomaly/maintenance.js';
import { createPeer, withPeers, type PeerOpinion, type PeerState } from '../../analysis/anomaly/peers.js';
import { createSeries, scorePoint, type SeriesState } from '../../analysis/anomaly/stream.js';
import type { Verdict } from '../../analysis/anomaly/verdict.js';
import type { AnomalyRule } from '../../config/config.js';
import { appendVerdicts, type VerdictHistory } from './verdict-history.js';

export interface SeriesFindings {
  key: string;
  labels: Record<string, string>;
  detector: SeriesState;
  alarm: AlarmState;
  peer: PeerState;
  history: VerdictHistory;
  /** Newest verdict; absent when no point could be scored yet. */
  last?: Verdict;
  /** Unix seconds of the newest value. */
  seenAt?: number;
}

/** New points of one series: what was measured, and what its peers say of each. */
export interface NewPoints {
  times: readonly number[];
  values: readonly number[];
  opinions?: readonly (PeerOpinion | undefined)[];
  /** Unix seconds up to which the rule has been read. */
  until: number;
}

/** A series after its new points. */
export interface Advanced {
  series: SeriesFindings;
  verdicts: readonly Verdict[];
}

/** Missing points that are told one by one; a longer gap says no more. */
const LONGEST_GAP = 2_000;

export function freshSeries(key: string, labels: Record<string, string>, rule: AnomalyRule): SeriesFindings {
  return {
    key,
    labels,
    detector: createSeries({ sensitivity: rule.sensitivity, season: rule.season }),
    alarm: createAlarm(controlsOf(rule, labels)),
    peer: createPeer(),
    history: { columns: new Float64Array(0) },
  };
}

/** The controls of a rule for one of its series. */
export function controlsOf(rule: AnomalyRule, labels: Record<string, string>): AlarmControls {
  const { alarm, direction } = rule;
  return {
    direction,
    minimumDeviation: rule.minimum_deviation,
    minimumRelativeDeviation: rule.minimum_relative_deviation,
    lowest: rule.minimum ?? -Infinity,
    highest: rule.maximum ?? Infinity,
    points: alarm.points,
    of: Math.max(alarm.points, alarm.of),
    refractory: alarm.refractory,
    budget: alarm.budget,
    normal: rule.normal.filter(({ match }) => Object.entries(match).every(([name, value]) => labels[name] === value)),
  };
}

/** The series after its new points; moves its state on in place. */
export function advance(
  series: SeriesFindings,
  points: NewPoints,
  rule: AnomalyRule,
  maintenance: readonly MaintenanceWindow[],
  retained: number,
): Advanced {
  const { detector, alarm } = series;
  const controls = controlsOf(rule, series.labels);
  const verdicts: Verdict[] = [];
  let told = series.last?.time ?? -Infinity;
  const tell = (time: number, value: number, opinion: PeerOpinion | undefined) => {
    if (time <= told) return;
    told = time;
    if (inMaintenance(maintenance, time)) {
      verdicts.push({ time, value, warmup: false, active: false, odd: false, score: 0 });
      return;
    }
    const judged = scorePoint(detector, time, value);
    if (judged) verdicts.push(decide(alarm, controls, time, value, withPeers(judged, value, opinion)));
  };
  let before = series.seenAt === undefined ? undefined : Math.max(series.seenAt, detector.newest);
  const bridge = (to: number) => {
    if (!rule.absent || before === undefined) return;
    const missing = Math.min(LONGEST_GAP, Math.floor((to - before) / rule.step + 0.5) - 1);
    for (let i = 1; i <= missing; i++) tell(before + i * rule.step, NaN, undefined);
  };
  points.times.forEach((time, index) => {
    bridge(time);
    tell(time, points.values[index]!, points.opinions?.[index]);
    before = time;
  });
  bridge(points.until + rule.step);
  const advanced = {
    ...series,
    history: appendVerdicts(series.history, verdicts, retained),
    last: verdicts.at(-1) ?? series.last,
    seenAt: points.times.at(-1) ?? series.seenAt,
  };
  return { series: advanced, verdicts };
}
