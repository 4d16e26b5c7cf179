import { quantileOfSorted } from '../statistics/quantile.js';

/** Seasons that the profile remembers. */
const DEPTH = 7;
/** Slots on both sides that count as the same time of the season. */
const NEIGHBOURS = 2;

/** The newest values of each slot of the season. Plain data, so that it survives structured cloning. */
export interface SeasonalProfile {
  slots: number;
  /** Subtracted from what is stored, so that single precision is enough for large numbers that move little. */
  origin?: number;
  /** `slots` × 7 values, NaN where nothing was seen yet. */
  values: Float32Array;
  /** Where the next value of each slot goes. */
  next: Uint8Array;
}

export function createProfile(slots: number): SeasonalProfile {
  return { slots, values: new Float32Array(slots * DEPTH).fill(NaN), next: new Uint8Array(slots) };
}

/** Remembers `value` for a slot in place of the oldest one. */
export function remember(profile: SeasonalProfile, slot: number, value: number): void {
  profile.origin ??= value;
  profile.values[slot * DEPTH + profile.next[slot]!] = value - profile.origin;
  profile.next[slot] = (profile.next[slot]! + 1) % DEPTH;
}

/**
 * Median of what the last seven seasons showed at this slot and two slots around it.
 *
 * @returns NaN where fewer than two seasons were seen
 */
export function usual(profile: SeasonalProfile, slot: number): number {
  const reach = Math.min(NEIGHBOURS, (profile.slots - 1) >> 1);
  const found: number[] = [];
  for (let offset = -reach; offset <= reach; offset++) {
    const start = ((slot + offset + profile.slots) % profile.slots) * DEPTH;
    for (let i = start; i < start + DEPTH; i++) {
      const value = profile.values[i]!;
      if (!Number.isNaN(value)) insert(found, value);
    }
  }
  return found.length >= 2 * (2 * reach + 1) - reach ? quantileOfSorted(found, 0.5) + profile.origin! : NaN;
}

/** Keeps at most 35 values in order; at this size insertion beats a sort. */
function insert(sorted: number[], value: number): void {
  let at = sorted.length;
  sorted.push(value);
  while (at > 0 && sorted[at - 1]! > value) {
    sorted[at] = sorted[at - 1]!;
    at--;
  }
  sorted[at] = value;
}
