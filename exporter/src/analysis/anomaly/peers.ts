import type { Judgement } from './stream.js';

/** How one series usually differs from the median of its peers. Plain data, so that it survives structured cloning. */
export interface PeerState {
  offset: number;
  scale: number;
  /** Recent difference beyond the usual one. */
  recent: number;
  seen: number;
}

/** What the peers say of one point; score 1 is the edge of normal. */
export interface PeerOpinion {
  score: number;
  expected: number;
  /** Half the width of the band around what was expected. */
  half: number;
}

const LEAST_PEERS = 3;
const WARMUP = 64;
const OFFSET_RATE = 0.005;
const SCALE_RATE = 0.005;
const RECENT_RATE = 0.2;
const CLIP = 4;
const EDGE = 5;
/** A median absolute deviation of a normal is two thirds of its standard deviation. */
const NORMAL_SPREAD = 1.4826;
const ROUNDING = 1e-9;
const LARGEST_SCORE = 1_000;
const LARGEST_VALUE = 1e300;

export function createPeer(): PeerState {
  return { offset: 0, scale: 0, recent: 0, seen: 0 };
}

/**
 * Compares the values of replicas at one moment with their median: each has its usual difference from it, and is odd when
 * it stays away from that by more than the others do now and it did before. Fewer than three say nothing.
 *
 * @returns one opinion a value; undefined where the series is still learnt or the peers are too few
 */
export function comparePeers(states: readonly PeerState[], values: readonly number[]): (PeerOpinion | undefined)[] {
  if (values.length < LEAST_PEERS) return values.map(() => undefined);
  const bounded = values.map((value) => Math.max(-LARGEST_VALUE, Math.min(LARGEST_VALUE, value)));
  const middle = medianOf(bounded);
  const errors = bounded.map((value, index) => value - middle - states[index]!.offset);
  const spread = NORMAL_SPREAD * medianOf(errors.map(Math.abs));
  return states.map((state, index) => {
    const error = errors[index]!;
    state.recent += RECENT_RATE * (error - state.recent);
    const scale = Math.max(state.scale, spread, ROUNDING * Math.abs(middle), Number.MIN_VALUE);
    const opinion = {
      score: Math.min(LARGEST_SCORE, Math.abs(state.recent) / scale / EDGE),
      expected: middle + state.offset,
      half: EDGE * scale,
    };
    const known = state.seen >= WARMUP;
    learn(state, error);
    return known ? opinion : undefined;
  });
}

/** The judgement with what the peers say, where that is worse. */
export function withPeers(judged: Judgement, value: number, opinion: PeerOpinion | undefined): Judgement {
  if (!opinion || judged.warmup) return judged;
  const beyond = Math.max(judged.beyond, opinion.score);
  if (opinion.score <= judged.score) return { ...judged, beyond };
  const { expected, half, score } = opinion;
  const told = { lower: expected - half, upper: expected + half, deviation: value - expected };
  return { ...judged, ...told, beyond, score, expected, detector: 'peer' };
}

function learn(state: PeerState, error: number): void {
  state.seen++;
  const limit = state.seen > WARMUP / 4 && state.scale > 0 ? CLIP * state.scale : Infinity;
  const believed = Math.max(-limit, Math.min(limit, error));
  state.offset += Math.max(OFFSET_RATE, 1 / state.seen) * believed;
  state.scale += Math.max(SCALE_RATE, 1 / state.seen) * (Math.abs(believed) - state.scale);
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}
