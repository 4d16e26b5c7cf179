import { createAutoregression, follow, foretell, type Autoregression } from './autoregression.js';
import { cellOf, cellValue, createDayRing, putCell, usualAt, type DayRing, type Usual } from './day-ring.js';
import { absence, createRuns, flatness, type Runs } from './flatness.js';
import { createRecords, recordOf, type Records } from './record.js';
import { createShift, learnShift, type Shift } from './shift.js';
import type { DetectorName } from './verdict.js';

export type Sensitivity = 'low' | 'medium' | 'high' | 'very-high';

export interface SeriesOptions {
  sensitivity?: Sensitivity;
  /** Length of the season in seconds; default: a day, or a week where points are half a day apart or more. */
  season?: number;
}

/** What is known of one series. Plain data of fixed size, so that it survives structured cloning. */
export interface SeriesState {
  /** Scores are multiplied by this. */
  factor: number;
  /** Seconds; 0: found from the distance of the points. */
  season: number;
  /** Times of the first points, until the distance of the points is known. */
  firstTimes: number[];
  step: number;
  /** Residuals on a coarser grid than a minute are divided by this. */
  dulling: number;
  ring: DayRing | undefined;
  newest: number;
  count: number;
  /** Subtracted from every value, and what it is then divided by; 0 until the series has moved. */
  center: number;
  unit: number;
  deviations: number;
  autoregression: Autoregression;
  residualScale: number;
  records: Records;
  runs: Runs;
  /** Recent distance from the same time of the last days, and the scale of what remains. */
  offset: number;
  offsetScale: number;
  judged: number;
  shift: Shift;
  /** How much residuals have exceeded of late, which dulls them in bursty series. */
  burst: number;
  peak: number;
  /** Recent evidence, without which a record counts little. */
  surprise: number;
  sinceRecord: number;
}

/** What a point is. While the series is learnt the score is 0; all numbers are finite. */
export interface Judgement {
  /** 1 is the edge of normal. */
  score: number;
  /** How far the point is from normal, also where the score tells it no more because it was told before. */
  beyond: number;
  /** Whether a run of equal or missing points is longer than usual. */
  stuck: boolean;
  /** Whether too little is known for a score. */
  warmup: boolean;
  /** The detector whose score it is; absent at score 0. */
  detector?: DetectorName;
  expected?: number;
  lower?: number;
  upper?: number;
  /** Distance from what was expected that the detector speaks of, in the unit of the series; absent of runs. */
  deviation?: number;
}

const FACTORS: Record<Sensitivity, number> = { low: 0.6, medium: 1, high: 1.5, 'very-high': 2.2 };
const STEP_POINTS = 16;
const UNIT_POINTS = 32;
const SCALE_POINTS = 16;
const LARGEST_VALUE = 1e300;
const LARGEST_UNITS = 1e15;
const LARGEST_TIME = 1e11;
const LARGEST_SCORE = 1_000;
/** Points that the same time of other days must have judged before it counts. */
const JUDGED_POINTS = 32;
/** Errors enter what is learnt with at most so many scales. */
const CLIP = 4;
const SCALE_RATE = 0.0015;
const OFFSET_RATE = 0.1;
const OFFSET_SCALE_RATE = 0.002;
/** The share of the difference between days that is no surprise. */
const DAY_SPREAD = 0.1;
/** Mean absolute residuals at the edge of normal. */
const EDGE = 10;
/** Below this a residual is rounding, as a share of the value. */
const ROUNDING = 1e-9;

const SMALLEST_UNIT = 1e-290;
/** After one exceedance residuals count less until it is forgotten, so that a burst is one alarm. */
const BURST_WEIGHT = 0.8;
const BURST_RISE = 0.07;
const BURST_DECAY = 0.999;
const PEAK_DECAY = 0.91;
const REPEATED = 0.44;
const LARGEST_AGREED = 4.3;
/** Points after which half of a residual's evidence counts. */
const CONFIDENT_POINTS = 370;
/** Seconds; evidence of a coarser grid than the finest one weighs less by this power. */
const FINE = 60;
const RESIDUAL_GRID_POWER = 1 / 3;
const COARSE = 300;
const RECORD_GRID_POWER = 0.7;
const RECORD_WEIGHT = 2.5;
const RECORD_POWER = 0.46;
const LARGEST_RECORD = 50;
const RECORD_SURPRISE = 0.27;
const SURPRISE_POWER = 0.2;
const LARGEST_SURPRISE = 3;
const SURPRISE_DECAY = 0.8;
/** Points in which a record or a shift is told once. */
const REFRACTORY = 100;
const LARGEST_SLOW = 1.5;
/** Brings the edge of normal to 1. */
const SCORE_SCALE = 0.78;

const season = new Float64Array(3);
const usual: Usual = { usual: NaN, spread: 0 };

export function createSeries({ sensitivity = 'medium', season: length = 0 }: SeriesOptions = {}): SeriesState {
  return {
    factor: FACTORS[sensitivity],
    season: length,
    firstTimes: [],
    step: 0,
    dulling: 1,
    ring: undefined,
    newest: -Infinity,
    count: 0,
    center: 0,
    unit: 0,
    deviations: 0,
    autoregression: createAutoregression(),
    residualScale: 0,
    records: createRecords(),
    runs: createRuns(),
    offset: 0,
    offsetScale: 0,
    judged: 0,
    shift: createShift(),
    burst: 0,
    peak: 0,
    surprise: 0,
    sinceRecord: Infinity,
  };
}

/**
 * Scores one point by all detectors and learns from it; causal and of constant cost.
 *
 * @param time Unix seconds
 * @param value NaN says that nothing was measured
 * @returns undefined for a point that cannot be placed: its time is no time or not newer than the last one
 */
export function scorePoint(state: SeriesState, time: number, value: number): Judgement | undefined {
  if (!(Math.abs(time) < LARGEST_TIME) || time <= state.newest) return undefined;
  learnStep(state, time);
  state.newest = time;
  if (!Number.isFinite(value)) return judgement(state, absence(state.runs), 'absent', 0);
  state.count++;
  return judge(state, time, Math.max(-LARGEST_VALUE, Math.min(LARGEST_VALUE, value)));
}

function judge(state: SeriesState, time: number, value: number): Judgement {
  const { ring, unit } = state;
  learnUnit(state, value);
  let residual = 0;
  let seasonal = 0;
  let record: number;
  let shift = 0;
  let away = 0;
  let expected: number | undefined;
  let half = 0;
  let distance = 0;
  if (ring && unit > 0) {
    const units = Math.max(-LARGEST_UNITS, Math.min(LARGEST_UNITS, (value - state.center) / unit));
    const rounding = ROUNDING * Math.min(LARGEST_UNITS, Math.max(1, Math.abs(value / unit)));
    const cell = cellOf(ring, time);
    usualAt(ring, cell, usual);
    const predicted = predict(state, ring, cell);
    const scale = state.residualScale + rounding;
    const error = units - predicted;
    residual = Math.abs(error) / scale;
    const known = !Number.isNaN(usual.usual);
    const contextual = usual.usual + state.offset;
    const contextualScale = state.offsetScale + DAY_SPREAD * usual.spread + rounding;
    const judged = known && state.judged > JUDGED_POINTS;
    seasonal = judged ? Math.abs(units - contextual) / contextualScale : residual / 4;
    expected = judged ? (predicted + contextual) / 2 : predicted;
    distance = units - expected;
    half = EDGE * (judged ? Math.sqrt(scale * contextualScale) : 2 * scale);
    learnResidual(state, error, units);
    record = recordOf(state.records, value, known ? units - usual.usual : NaN);
    if (known) {
      shift = learnShift(state.shift, units - usual.usual, state.judged, ring.season);
      // a spike that is over leaves a slow distance behind in which the series is no more
      if ((units - usual.usual) * Math.sign(state.shift.distance) > Math.abs(state.shift.distance) / 2) away = shift;
      learnOffset(state, units - contextual);
    }
    putCell(ring, cell, units);
    if (state.autoregression.seen < SCALE_POINTS) residual = seasonal = 0;
  } else record = recordOf(state.records, value, NaN);
  const flat = flatness(state.runs, value);
  return combine(state, { residual, seasonal, record, shift, away, flat, expected, half, distance });
}

/** The distance of the points is the median of the first sixteen distances. */
function learnStep(state: SeriesState, time: number): void {
  if (state.ring) return;
  state.firstTimes.push(time);
  if (state.firstTimes.length <= STEP_POINTS) return;
  const steps = state.firstTimes.slice(1).map((later, index) => later - state.firstTimes[index]!);
  state.step = Math.max(1, steps.sort((a, b) => a - b)[STEP_POINTS >> 1]!);
  state.dulling = Math.max(1, state.step / FINE) ** RESIDUAL_GRID_POWER;
  state.ring = createDayRing(state.step, state.season);
  state.firstTimes = [];
}

/** The unit is the mean distance from the first value, fixed after 32 points or with the first move after that. */
function learnUnit(state: SeriesState, value: number): void {
  if (state.unit > 0) return;
  if (state.count === 1) state.center = value;
  state.deviations += Math.abs(value - state.center) / UNIT_POINTS;
  if (state.count >= UNIT_POINTS && state.deviations > 0) {
    state.unit = Math.min(LARGEST_VALUE, Math.max((state.deviations * UNIT_POINTS) / state.count, SMALLEST_UNIT));
  }
}

function predict(state: SeriesState, ring: DayRing, cell: number): number {
  for (let near = 0; near < 3; near++) {
    const value = cellValue(ring, cell - ring.season + near - 1);
    season[near] = Number.isNaN(value) ? 0 : value;
  }
  const predicted = foretell(state.autoregression, season);
  if (Number.isFinite(predicted)) return Math.max(-LARGEST_UNITS, Math.min(LARGEST_UNITS, predicted));
  state.autoregression = createAutoregression();
  return 0;
}

function learnResidual(state: SeriesState, error: number, units: number): void {
  const { seen } = state.autoregression;
  const believed = clip(error, seen >= SCALE_POINTS ? CLIP * state.residualScale : Infinity);
  follow(state.autoregression, believed, units);
  state.residualScale += Math.max(SCALE_RATE, 1 / (seen + 1)) * (Math.abs(believed) - state.residualScale);
}

function learnOffset(state: SeriesState, error: number): void {
  state.judged++;
  const believed = clip(error, state.judged > SCALE_POINTS ? CLIP * state.offsetScale : Infinity);
  state.offset += OFFSET_RATE * believed;
  state.offsetScale += Math.max(OFFSET_SCALE_RATE, 1 / state.judged) * (Math.abs(believed) - state.offsetScale);
}

/** A scale of zero would believe nothing for ever. */
function clip(error: number, limit: number): number {
  return limit > 0 ? Math.max(-limit, Math.min(limit, error)) : error;
}

interface Evidence {
  residual: number;
  seasonal: number;
  record: number;
  shift: number;
  /** The shift as far as the series still is where it points to. */
  away: number;
  flat: number;
  expected: number | undefined;
  half: number;
  /** Distance from what was expected, in units. */
  distance: number;
}

/**
 * Residual and season must agree (their geometric mean counts); records, shifts and runs speak on their own, once.
 * The finer the grid the more points a week may be a record by chance, and the better the residual knows.
 */
function combine(state: SeriesState, evidence: Evidence): Judgement {
  const { residual, seasonal, record, shift, away, flat, expected, half, distance } = evidence;
  const surprise = Math.sqrt(residual * seasonal) / EDGE;
  const dulling = Math.max(1, BURST_WEIGHT * state.burst) * (1 + CONFIDENT_POINTS / state.count) * state.dulling;
  const agreed = surprise / dulling;
  const told: Told = {
    score: Math.min(LARGEST_AGREED, agreed < state.peak ? agreed * REPEATED : agreed),
    detector: residual > seasonal ? 'residual' : 'seasonal',
  };
  state.burst =
    surprise > state.burst ? state.burst + BURST_RISE * (surprise - state.burst) : state.burst * BURST_DECAY;
  state.peak = Math.max(agreed, state.peak * PEAK_DECAY);
  state.surprise = Math.max(residual / EDGE, surprise, state.surprise * SURPRISE_DECAY);
  state.sinceRecord++;
  if (record >= 1 && state.surprise > RECORD_SURPRISE && state.sinceRecord > REFRACTORY) {
    state.sinceRecord = 0;
    offer(told, 'record', recordScore(state, record));
  }
  if (shift >= 1 && !state.shift.told) {
    state.shift.told = true;
    offer(told, 'level', Math.min(LARGEST_SLOW, shift) / SCORE_SCALE);
  }
  if (flat >= 1) offer(told, 'flat', flat / SCORE_SCALE);
  const { score, detector } = told;
  const judged = judgement(state, score * SCORE_SCALE, detector, Math.max(seasonal / EDGE, away));
  if (expected === undefined) return judged;
  addBand(judged, state, expected, (half * dulling) / SCORE_SCALE / state.factor);
  const deviation = detector === 'level' ? state.shift.distance : distance;
  if (detector !== 'flat') judged.deviation = bounded(deviation * state.unit);
  return judged;
}

interface Told {
  score: number;
  detector: DetectorName;
}

function offer(told: Told, detector: DetectorName, score: number): void {
  if (score <= told.score) return;
  told.score = score;
  told.detector = detector;
}

function recordScore({ step, surprise }: SeriesState, record: number): number {
  const rarity = Math.min(1, (step || COARSE) / COARSE) ** RECORD_GRID_POWER;
  const beyond = Math.min(LARGEST_RECORD, record) ** RECORD_POWER;
  return RECORD_WEIGHT * rarity * beyond * Math.min(LARGEST_SURPRISE, surprise) ** SURPRISE_POWER;
}

/** One shape for all, which keeps the engine fast. */
function judgement(state: SeriesState, raw: number, name: DetectorName, beyond: number): Judgement {
  const score = Math.min(LARGEST_SCORE, raw * state.factor);
  return {
    score,
    beyond: state.runs.odd ? LARGEST_SCORE : Math.min(LARGEST_SCORE, beyond),
    stuck: state.runs.odd,
    warmup: state.autoregression.seen < SCALE_POINTS,
    detector: score > 0 ? name : undefined,
    expected: undefined,
    lower: undefined,
    upper: undefined,
    deviation: undefined,
  };
}

function addBand(judged: Judgement, { center, unit }: SeriesState, expected: number, half: number): void {
  judged.expected = bounded(center + expected * unit);
  judged.lower = bounded(center + (expected - half) * unit);
  judged.upper = bounded(center + (expected + half) * unit);
}

function bounded(value: number): number {
  return Math.max(-LARGEST_VALUE, Math.min(LARGEST_VALUE, value));
}
