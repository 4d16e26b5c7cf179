/**
 * The top `cap` of `candidates` by score, where a member of `previous` stays until a newcomer beats it clearly,
 * so that published series do not come and go with every small change of rank.
 *
 * @param margin how much better a newcomer must be, as a share of the member's score
 * @returns the keys kept, best first, and how many were left out
 */
export function stickyTop(
  candidates: readonly { key: string; score: number }[],
  previous: ReadonlySet<string>,
  cap: number,
  margin = 0.2,
): { kept: string[]; dropped: number } {
  const ranked = candidates
    .map(({ key, score }) => ({ key, rank: previous.has(key) ? score + margin * Math.abs(score) : score }))
    .sort((a, b) => b.rank - a.rank || (a.key < b.key ? -1 : 1));
  return { kept: ranked.slice(0, cap).map(({ key }) => key), dropped: Math.max(0, ranked.length - cap) };
}
