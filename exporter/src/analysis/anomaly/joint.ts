import type { Judgement } from './stream.js';

/** How odd the series of a group usually are together. Plain data, so that it survives structured cloning. */
export interface JointState {
  /** Recent evidence of each member by its key. */
  evidence: Record<string, number>;
  mean: number;
  scale: number;
  seen: number;
}

/** Evidence lasts some points, since a fault does not reach all series at once. */
const DECAY = 0.8;
const RATE = 0.002;
const CLIP = 4;
const WARMUP = 100;
const EDGE = 8;
/** Evidence that is forgotten altogether, so that members that went away leave nothing behind. */
const NOTHING = 1e-3;
const LARGEST_SCORE = 1_000;

export function createJoint(): JointState {
  return { evidence: {}, mean: 0, scale: 0, seen: 0 };
}

/**
 * Scores a group by what its members score at one moment: the sum of the square roots, so that several that are somewhat
 * odd weigh more than one that is very odd, against its own usual size. 1 is the edge of normal.
 */
export function judgeJoint(state: JointState, scores: readonly { key: string; score: number }[]): Judgement {
  for (const key of Object.keys(state.evidence)) {
    state.evidence[key]! *= DECAY;
    if (state.evidence[key]! < NOTHING) delete state.evidence[key];
  }
  for (const { key, score } of scores) state.evidence[key] = Math.max(score, state.evidence[key] ?? 0);
  const sum = Object.values(state.evidence).reduce((total, one) => total + Math.sqrt(one), 0);
  const error = sum - state.mean;
  const warmup = state.seen < WARMUP;
  const score = warmup || !(state.scale > 0) ? 0 : Math.min(LARGEST_SCORE, Math.max(0, error / state.scale / EDGE));
  learn(state, error);
  return { score, beyond: score, stuck: false, warmup };
}

function learn(state: JointState, error: number): void {
  state.seen++;
  const limit = state.seen > WARMUP && state.scale > 0 ? CLIP * state.scale : Infinity;
  const believed = Math.max(-limit, Math.min(limit, error));
  const rate = Math.max(RATE, 1 / state.seen);
  state.mean += rate * believed;
  state.scale += rate * (Math.abs(believed) - state.scale);
}
