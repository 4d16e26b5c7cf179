import { createBudget, edgeOf, learnPeak, type Budget } from './budget.js';
import type { Judgement } from './stream.js';
import type { DetectorName, Direction, Verdict } from './verdict.js';

/** What turns scores into alarms. */
export interface AlarmControls {
  /** Which side of normal counts; with a side, runs of equal or missing points do not. */
  direction: Direction | 'both';
  /** Deviations smaller than this, in the unit of the series, do not reach the edge of normal. */
  minimumDeviation: number;
  /** The same as a share of the expected value. */
  minimumRelativeDeviation: number;
  /** Values outside are odd whatever the past says. */
  lowest: number;
  highest: number;
  /** An alarm starts with `points` odd ones among the last `of`, at most 30. */
  points: number;
  of: number;
  /** Seconds after an alarm in which no other starts. */
  refractory: number;
  /** Alarms a week that a series may raise; absent: as many as the sensitivity gives. */
  budget?: number;
  /** Spans of Unix seconds in which what was odd was normal: the same is not told again. */
  normal: readonly { from: number; to: number }[];
}

/** Plain data, so that it survives structured cloning. */
export interface AlarmState {
  active: boolean;
  /** Whether the last points were odd, the newest in the lowest bit. */
  recent: number;
  /** Points in a row that were clearly normal, and those since the last score at the edge. */
  calm: number;
  since: number;
  highAt: number;
  /** Who spoke last at the edge. */
  detector: DetectorName | undefined;
  direction: Direction | undefined;
  startedAt: number;
  endedAt: number;
  /** Highest score of what was called normal, by detector and direction. */
  forgiven: Record<string, number>;
  budget: Budget | undefined;
}

export const DEFAULT_CONTROLS: AlarmControls = {
  direction: 'both',
  minimumDeviation: 0,
  minimumRelativeDeviation: 0,
  lowest: -Infinity,
  highest: Infinity,
  points: 1,
  of: 1,
  refractory: 0,
  normal: [],
};

const NORMAL = 0.7;
const CALM_POINTS = 5;
/** What stays away from normal is the new normal after so many points and seconds, a run after a day. */
const CONFIRMING_POINTS = 16;
const CONFIRMING_SECONDS = 1_800;
const CONFIRMING_RUN_SECONDS = 86_400;
const OUT_OF_RANGE = 1.5;
/** What was called normal scores this, so that only what is clearly larger is told. */
const FORGIVEN = 0.9;

export function createAlarm({ budget }: AlarmControls): AlarmState {
  return {
    active: false,
    recent: 0,
    calm: 0,
    since: 0,
    highAt: -Infinity,
    detector: undefined,
    direction: undefined,
    startedAt: -Infinity,
    endedAt: -Infinity,
    forgiven: {},
    budget: budget === undefined ? undefined : createBudget(),
  };
}

/** Applies the controls to the judgement of one point and decides whether there is an alarm. */
export function decide(
  state: AlarmState,
  controls: AlarmControls,
  time: number,
  value: number,
  judged: Judgement,
): Verdict {
  const { warmup, expected, lower, upper } = judged;
  const outside = value < controls.lowest || value > controls.highest;
  const detector = outside ? 'range' : judged.detector;
  const direction = outside ? (value > controls.highest ? 'above' : 'below') : directionOf(judged);
  let score = outside ? Math.max(OUT_OF_RANGE, judged.score) : counted(controls, judged, direction);
  score = withinBudget(state, controls, time, forgive(state, controls, time, score, detector, direction));
  const odd = advance(state, controls, time, score, held(controls, judged, direction));
  if (score >= 1) [state.detector, state.direction] = [detector, direction];
  const base = { time, value, warmup: warmup && !outside, active: state.active, odd };
  if (base.warmup) return base;
  return {
    ...base,
    score,
    detector: score > 0 ? detector : undefined,
    direction: score > 0 ? direction : undefined,
    expected: within(expected, controls),
    lower: within(lower, controls),
    upper: within(upper, controls),
  };
}

function directionOf({ deviation }: Judgement): Direction | undefined {
  return deviation === undefined || deviation === 0 ? undefined : deviation > 0 ? 'above' : 'below';
}

/** The score as far as side and size of the deviation let it count. */
function counted(controls: AlarmControls, judged: Judgement, direction: Direction | undefined): number {
  if (controls.direction !== 'both' && direction !== controls.direction) return 0;
  const { deviation, expected, score } = judged;
  if (deviation === undefined) return score;
  const relative = controls.minimumRelativeDeviation * Math.abs(expected ?? 0);
  const least = Math.max(controls.minimumDeviation, relative);
  return Math.abs(deviation) >= least ? score : Math.min(score, 1) * (Math.abs(deviation) / least);
}

/** The judgement, with nothing beyond normal where side and size do not count. */
function held(controls: AlarmControls, judged: Judgement, direction: Direction | undefined): Judgement {
  return counted(controls, { ...judged, score: 1 }, direction) < 1 ? { ...judged, beyond: 0 } : judged;
}

/** Within a span called normal the score is learnt; later the same detector and direction are measured by it. */
function forgive(
  state: AlarmState,
  controls: AlarmControls,
  time: number,
  score: number,
  detector: DetectorName | undefined,
  direction: Direction | undefined,
): number {
  if (controls.normal.length === 0 || score === 0) return score;
  const pattern = `${detector} ${direction}`;
  if (controls.normal.some(({ from, to }) => time >= from && time <= to)) {
    state.forgiven[pattern] = Math.max(score, state.forgiven[pattern] ?? 0);
  }
  return score / Math.max(1, (state.forgiven[pattern] ?? 0) / FORGIVEN);
}

function withinBudget({ budget }: AlarmState, controls: AlarmControls, time: number, score: number): number {
  if (!budget || controls.budget === undefined) return score;
  const edge = edgeOf(budget, controls.budget, time);
  learnPeak(budget, time, score);
  return score / edge;
}

/** Moves the alarm on by one point; says whether the point is odd. */
function advance(
  state: AlarmState,
  { points, of, refractory }: AlarmControls,
  time: number,
  score: number,
  { beyond, detector, stuck }: Judgement,
): boolean {
  const high = score >= 1;
  if (high) [state.since, state.highAt] = [0, time];
  else state.since++;
  const confirmed = stuck
    ? time - state.highAt > CONFIRMING_RUN_SECONDS
    : state.since > CONFIRMING_POINTS && time - state.highAt > CONFIRMING_SECONDS;
  // detectors tell a thing once; it stays odd while the series stays away
  const away = beyond >= NORMAL && !confirmed && ((state.recent & 1) === 1 || state.active);
  const odd = high || away;
  state.recent = ((state.recent << 1) | (odd ? 1 : 0)) & ((1 << of) - 1);
  state.calm = score < NORMAL && !away ? Math.min(state.calm + 1, CALM_POINTS) : 0;
  const starts = odd && ones(state.recent) >= points && (state.active || time >= state.endedAt + refractory);
  const before = state.active;
  state.active = starts || (before && state.calm < CALM_POINTS && !(confirmed && detector === undefined));
  if (!before && state.active) state.startedAt = time;
  if (before && !state.active) state.endedAt = time;
  return odd;
}

function ones(bits: number): number {
  let count = 0;
  for (let left = bits; left !== 0; left &= left - 1) count++;
  return count;
}

function within(value: number | undefined, { lowest, highest }: AlarmControls): number | undefined {
  return value === undefined ? undefined : Math.max(lowest, Math.min(highest, value));
}
