import type { ChosenSet } from './chosen.js';
import { fillGreedily, prune, type Measure } from './greedy.js';

const ENTRANTS = 6;
const MEASURES: Measure[] = ['ratio', 'benefit'];

/**
 * Improves a selection until no exchange does: one or two of the chosen go, one of the most promising others comes in their place, and
 * the rest of the budget is filled greedily. Ends early when `chosen.work` passes `workLimit`.
 */
export function improveBySwaps(chosen: ChosenSet, workLimit: number): void {
  prune(chosen);
  while (chosen.work < workLimit && improveOnce(chosen, workLimit)) prune(chosen);
}

function improveOnce(chosen: ChosenSet, workLimit: number): boolean {
  const start = chosen.members();
  const value = chosen.value;
  for (const removed of removals(start)) {
    chosen.become(start.filter((index) => !removed.includes(index)));
    const rest = chosen.members();
    for (const entrant of entrants(chosen, removed)) {
      for (const measure of MEASURES) {
        if (chosen.work > workLimit) {
          chosen.become(start);
          return false;
        }
        chosen.add(entrant);
        fillGreedily(chosen, measure, false);
        if (chosen.value > value + 1e-9 * Math.abs(value)) return true;
        chosen.become(rest);
      }
    }
  }
  chosen.become(start);
  return false;
}

/** Nothing, each of the chosen, and each two of them; one after the other, for there may be millions. */
function* removals(members: readonly number[]): Generator<number[]> {
  yield [];
  for (const index of members) yield [index];
  for (const [at, first] of members.entries()) for (const second of members.slice(at + 1)) yield [first, second];
}

/** The others that gain most now, by bytes and in all. */
function entrants(chosen: ChosenSet, removed: readonly number[]): number[] {
  const { size } = chosen.instance;
  chosen.work += size.length;
  const open = [...size.keys()].filter((index) => !chosen.has[index] && !removed.includes(index) && chosen.fits(index));
  const gains = open.map((index) => ({ index, gain: chosen.gain(index) })).filter(({ gain }) => gain > 0);
  const byGain = gains.toSorted((a, b) => b.gain - a.gain).slice(0, ENTRANTS);
  const ratio = ({ index, gain }: { index: number; gain: number }) => gain / Math.max(1, size[index]!);
  const byRatio = gains.toSorted((a, b) => ratio(b) - ratio(a)).slice(0, ENTRANTS);
  return [...new Set([...byRatio, ...byGain].map(({ index }) => index))];
}
