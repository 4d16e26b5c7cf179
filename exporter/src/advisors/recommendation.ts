import { createHash } from 'node:crypto';
import type { Recommendation, RecommendationState } from '@presage/contract/recommendation';

/** A recommendation as one run finds it: its age and history come from `continueRecommendations`. */
export type FoundRecommendation = Omit<Recommendation, 'firstSeen' | 'state'>;

/** A published recommendation with what its advisor needs to withdraw it again. */
export type Open<R extends FoundRecommendation> = R & {
  firstSeen: number;
  state: RecommendationState;
  /** Runs in a row whose facts spoke against it. */
  contradicted: number;
};

/**
 * What the facts of this run say on an open recommendation that the run did not find again:
 * `resolved` it is done or its object is gone, `contradicted` the facts speak against it, `unknown` they say nothing.
 */
export type Verdict = 'resolved' | 'contradicted' | 'unknown';

/** Runs in a row that must contradict a recommendation before it is withdrawn. */
export const WITHDRAW_AFTER = 3;

/**
 * Stable id of a recommendation: 12 hex digits of the SHA-256 of target and change, white space normalised.
 * Give the parts of the change that stay the same while it is open, not figures that differ from run to run.
 */
export function recommendationId(target: string, ...change: string[]): string {
  const parts = [target, ...change].map((part) => part.trim().replace(/\s+/g, ' '));
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 12);
}

/**
 * Joins what was found now with what was open before. What was open stays until it is resolved, or contradicted for several runs,
 * so that a published series does not flicker.
 *
 * @param now Unix seconds, `firstSeen` of what is new
 * @returns found ones in their order, then older ones that stay
 */
export function continueRecommendations<R extends FoundRecommendation>(
  previous: readonly Open<R>[],
  found: readonly R[],
  judge: (open: Open<R>) => Verdict,
  now: number,
): Open<R>[] {
  const before = new Map(previous.map((recommendation) => [recommendation.id, recommendation]));
  const current = found.map((recommendation): Open<R> => {
    const known = before.get(recommendation.id);
    before.delete(recommendation.id);
    return { ...recommendation, firstSeen: known?.firstSeen ?? now, state: 'confirmed', contradicted: 0 };
  });
  const kept = [...before.values()].flatMap((open) => {
    const verdict = judge(open);
    const against = verdict === 'contradicted';
    const contradicted = against ? open.contradicted + 1 : open.contradicted;
    const state: RecommendationState = against ? 'contradicted' : 'unconfirmed';
    return verdict === 'resolved' || contradicted >= WITHDRAW_AFTER ? [] : [{ ...open, contradicted, state }];
  });
  return [...current, ...kept];
}
