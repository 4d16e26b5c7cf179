import type { Candidate, CandidateKey } from './candidate.js';
import { candidateBody } from './ddl.js';

/**
 * Wider forms that serve several statements: keys that one statement compares for equality can come in any order, so they begin with
 * the keys of a narrower candidate of another statement; and a candidate is continued by the keys of another that begins alike.
 *
 * @param candidates of one table, B-trees of the whole table count only
 * @param equalities sets of key texts that some statement compares for equality all at once
 */
export function mergedCandidates(
  candidates: readonly Candidate[],
  equalities: readonly ReadonlySet<string>[],
  maximumWidth: number,
): Candidate[] {
  const plain = candidates.filter(({ method, included, predicate }) => method === 'btree' && !included && !predicate);
  const known = new Set(plain.map(candidateBody));
  const found = new Map<string, Candidate>();
  const offer = (base: Candidate, keys: CandidateKey[]) => {
    const merged = { ...base, keys };
    const body = candidateBody(merged);
    if (keys.length <= maximumWidth && keys.length > base.keys.length && !known.has(body)) found.set(body, merged);
  };
  for (const base of plain) {
    for (const other of plain) {
      if (other.table !== base.table || other === base) continue;
      const texts = new Set(base.keys.map(({ text }) => text));
      const rest = other.keys.filter(({ text }) => !texts.has(text));
      const allEqual = equalities.some((set) => base.keys.every(({ text }) => set.has(text)));
      const startsAlike = base.keys[0]?.text === other.keys[0]?.text;
      const inside = equalities.some((set) => [...base.keys, ...other.keys].every(({ text }) => set.has(text)));
      if (startsAlike || inside || (allEqual && rest.length < other.keys.length)) offer(base, [...base.keys, ...rest]);
    }
  }
  return [...found.values()];
}
