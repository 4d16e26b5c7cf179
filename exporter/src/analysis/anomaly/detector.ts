import { nextHysteresis, QUIET, type Hysteresis } from './hysteresis.js';
import { createProfile, remember, usual, type SeasonalProfile } from './profile.js';

export interface DetectorOptions {
  /** Distance of the points, seconds. */
  step: number;
  /** Length of the season, seconds; at most one step: none. */
  season: number;
  sensitivity: 'low' | 'medium' | 'high' | 'very-high';
  /** Which side of normal counts. */
  direction: 'both' | 'above' | 'below';
  /** Deviations smaller than this are normal, in the unit of the series. */
  minimumDeviation: number;
}

/** What the past of one series left behind. Plain data, so that it survives structured cloning. */
export interface DetectorState {
  options: DetectorOptions;
  profile: SeasonalProfile;
  /** Number of the newest grid cell seen; points at or before it are ignored. */
  cell?: number;
  /** Points that could be compared with the profile. */
  judged: number;
  /** Smoothed recent difference from the profile. */
  level: number;
  /** Smoothed absolute residual. */
  scale: number;
  /** Points in a row beyond the edge of normal, and how many more of them lay above than below. */
  outside: number;
  balance: number;
  /** Lowest value seen: what was never negative is not expected to become so. */
  lowest: number;
  hysteresis: Hysteresis;
}

/** What the detector says of one point. Without `score` it still warms up. All numbers are finite. */
export interface Verdict {
  time: number;
  value: number;
  warmup: boolean;
  active: boolean;
  /** Distance from the expected value; 1 is the edge of normal. */
  score?: number;
  expected?: number;
  lower?: number;
  upper?: number;
}

/** Edge of normal in mean absolute residuals; 2.5 would be two standard deviations of a normal. */
const EDGE = { low: 12, medium: 8, high: 5.5, 'very-high': 4 };
const LEVEL_RATE = 0.1;
const SCALE_RATE = 0.002;
/** A residual enters level and scale with at most this many scales, so that an anomaly does not become normal at once. */
const CLIP = 4;
const LARGEST_SCORE = 1_000;
/** The profile keeps single precision. */
const LARGEST_VALUE = 1e38;
const MOST_SLOTS = 20_160;

export function createDetector(options: DetectorOptions): DetectorState {
  const slots = Math.min(MOST_SLOTS, Math.max(1, Math.round(options.season / options.step)));
  return {
    options,
    profile: createProfile(slots),
    judged: 0,
    level: 0,
    scale: 0,
    outside: 0,
    balance: 0,
    lowest: Infinity,
    hysteresis: QUIET,
  };
}

/**
 * Scores one point against what the same time of the season showed before, moved by the recent difference from that:
 * `expected = median of seven seasons + EWMA of the residual`. Causal and of constant cost; the state is updated in place.
 *
 * @param time Unix seconds
 * @returns undefined for a point that cannot be scored: not finite, or not newer than the last one
 */
export function update(state: DetectorState, time: number, value: number): Verdict | undefined {
  if (!Number.isFinite(time) || !Number.isFinite(value) || Math.abs(value) > LARGEST_VALUE) return undefined;
  const cell = Math.round(time / state.options.step);
  if (state.cell !== undefined && cell <= state.cell) return undefined;
  forgetOverGap(state, cell);
  const slot = ((cell % state.profile.slots) + state.profile.slots) % state.profile.slots;
  const base = usual(state.profile, slot);
  const verdict = Number.isNaN(base) ? learn(state, time, value) : judge(state, time, value, base);
  remember(state.profile, slot, value);
  state.lowest = Math.min(state.lowest, value);
  state.cell = cell;
  return verdict;
}

/** The recent difference says little after a gap. */
function forgetOverGap(state: DetectorState, cell: number): void {
  const missed = cell - (state.cell ?? cell - 1) - 1;
  if (missed > 0) state.level *= (1 - LEVEL_RATE) ** missed;
}

function learn(state: DetectorState, time: number, value: number): Verdict {
  return { time, value, warmup: true, active: state.hysteresis.active };
}

function judge(state: DetectorState, time: number, value: number, base: number): Verdict {
  const { direction, minimumDeviation, sensitivity } = state.options;
  const least = state.lowest >= 0 ? 0 : -Infinity;
  const expected = Math.max(least, base + state.level);
  const residual = value - expected;
  const warmup = warmingUp(state);
  const half = Math.max(EDGE[sensitivity] * floored(state.scale, expected), minimumDeviation);
  const counts = direction === 'both' || (direction === 'above' ? residual > 0 : residual < 0);
  const score = counts ? Math.min(LARGEST_SCORE, Math.abs(residual) / half) : 0;
  adapt(state, residual, Math.abs(residual) > half, value - base);
  if (warmup) return { time, value, warmup, active: state.hysteresis.active };
  state.hysteresis = nextHysteresis(state.hysteresis, score);
  return {
    time,
    value,
    warmup,
    active: state.hysteresis.active,
    score,
    expected,
    lower: Math.max(least, expected - half),
    upper: expected + half,
  };
}

/** The profile speaks after two seasons; the scale then needs some residuals. */
function warmingUp(state: DetectorState): boolean {
  return state.judged < 16;
}

/** A series that never moved has no scale; rounding noise must not look like an event. */
function floored(scale: number, expected: number): number {
  return Math.max(scale, 1e-6 * Math.abs(expected), Number.MIN_VALUE * 2 ** 60);
}

function adapt(state: DetectorState, residual: number, outside: boolean, difference: number): void {
  state.judged++;
  state.outside = outside ? state.outside + 1 : 0;
  state.balance = outside ? state.balance + Math.sign(residual) : 0;
  if (state.outside >= confirmingPoints(state)) {
    acceptNewNormal(state, residual, difference);
    return;
  }
  const limit = state.scale > 0 && !warmingUp(state) ? CLIP * state.scale : Infinity;
  const clipped = Math.min(limit, Math.max(-limit, residual));
  state.level += LEVEL_RATE * clipped;
  state.scale += Math.max(SCALE_RATE, 1 / state.judged) * (Math.abs(clipped) - state.scale);
}

/** What stays outside is no event any more: on one side it is a new level, on both sides a larger scale. */
function acceptNewNormal(state: DetectorState, residual: number, difference: number): void {
  if (Math.abs(state.balance) === state.outside) state.level = difference;
  else state.scale = Math.max(state.scale, Math.abs(residual));
  state.outside = 0;
  state.balance = 0;
}

/** Points after which a change counts as confirmed: 16, and at least half an hour. */
function confirmingPoints(state: DetectorState): number {
  return Math.max(16, Math.ceil(1_800 / state.options.step));
}
