import { deviationOf } from './deviation.js';
import { median } from '../statistics/quantile.js';
import type { CandidateSeries, RankedCause } from './rank.js';

/** A service: what users feel of it (latency, errors, availability), and how many requests felt it. */
export interface ServiceSeries extends CandidateSeries {
  /** Requests at each point of `during`; 1 everywhere when absent. */
  traffic?: Float64Array;
}

export interface CallGraph {
  /** Caller and callee. */
  calls: readonly (readonly [string, string])[];
  /** Where users come in: only what it calls, directly or not, can be the cause. */
  entry?: string;
}

/** Which way the symptom is bad: latency goes up, availability goes down. */
export type BadWay = 'up' | 'down';

const RECENT = 12;
/** What remains to a service of which callees explain all, so that ranks stay defined. */
const EXPLAINED = 0.01;

/**
 * Services by the harm that they do themselves: what they lost against before, times the requests that felt it, less
 * what their callees lost. Only harm in the unit of the symptom can be subtracted like this, so all series must be of
 * the same metric.
 *
 * @returns most likely first, scores are shares of the whole harm
 */
export function rankByCallGraph(
  services: readonly ServiceSeries[],
  { calls, entry }: CallGraph,
  bad: BadWay,
): RankedCause[] {
  const harm = new Map(services.map((service) => [service.node, harmOf(service, bad)]));
  const callees = new Map<string, string[]>();
  for (const [caller, callee] of calls) callees.set(caller, [...(callees.get(caller) ?? []), callee]);
  const within = entry === undefined ? undefined : reachable(entry, callees);
  const shares = services.map(({ node, before, during }) => {
    const total = harm.get(node)!;
    const explained = (callees.get(node) ?? []).reduce((sum, callee) => sum + (harm.get(callee) ?? 0), 0);
    const own = Math.max(0, total - explained) + EXPLAINED * total;
    const share = within?.has(node) === false ? 0 : own;
    return { node, share, deviation: deviationOf(before, during) };
  });
  const whole = shares.reduce((sum, { share }) => sum + share, 0);
  return shares
    .flatMap(({ node, share, deviation }) =>
      deviation ? [{ ...deviation, node, score: whole > 0 ? share / whole : 0 }] : [],
    )
    .sort((a, b) => b.score - a.score || b.deviation - a.deviation);
}

/** Loss against the level before, summed over the requests; nothing where the series stays within the usual. */
function harmOf({ before, during, traffic }: ServiceSeries, bad: BadWay): number {
  const past = before.filter(Number.isFinite);
  const single = Float64Array.of(0);
  const level = median(past.subarray(-RECENT));
  let sum = 0;
  during.forEach((value, index) => {
    single[0] = value;
    const lost = bad === 'up' ? value - level : level - value;
    if (!(lost > 0) || !((deviationOf(before, single)?.deviation ?? 0) > 1)) return;
    sum += lost * (traffic?.[index] ?? 1);
  });
  return sum;
}

function reachable(entry: string, callees: ReadonlyMap<string, readonly string[]>): Set<string> {
  const found = new Set([entry]);
  for (const node of found) for (const callee of callees.get(node) ?? []) found.add(callee);
  return found;
}
