import { comparePeers, type PeerOpinion, type PeerState } from '../../analysis/anomaly/peers.js';
import type { PrometheusSeries } from '../../sources/source.js';

interface Replica {
  series: { labels: Record<string, string>; peer: PeerState };
  points?: PrometheusSeries;
}

/**
 * What the peers of each series say of each of its points. Peers have the same values of the labels `by`; at each moment
 * those are compared that have a value. Moves the state of the peers on in place.
 */
export function opinionsOf(replicas: readonly Replica[], by: readonly string[]): (PeerOpinion | undefined)[][] {
  const opinions = replicas.map(({ points }) => new Array<PeerOpinion | undefined>(points?.times.length ?? 0));
  for (const group of grouped(replicas, by)) {
    const next = group.map(() => 0);
    for (const time of timesOf(group.map((index) => replicas[index]!.points!))) {
      const here = group.flatMap((index, place) => {
        const { times, values } = replicas[index]!.points!;
        const at = next[place]!;
        if (times[at] !== time) return [];
        next[place] = at + 1;
        return Number.isFinite(values[at]) ? [{ index, at, value: values[at]! }] : [];
      });
      const told = comparePeers(
        here.map(({ index }) => replicas[index]!.series.peer),
        here.map(({ value }) => value),
      );
      here.forEach(({ index, at }, place) => (opinions[index]![at] = told[place]));
    }
  }
  return opinions;
}

/** Indexes of the replicas with points, those of a group together. */
function grouped(replicas: readonly Replica[], by: readonly string[]): number[][] {
  const groups = new Map<string, number[]>();
  replicas.forEach(({ series, points }, index) => {
    if (!points) return;
    const key = JSON.stringify(by.map((label) => series.labels[label] ?? ''));
    const group = groups.get(key);
    if (group) group.push(index);
    else groups.set(key, [index]);
  });
  return [...groups.values()];
}

function timesOf(series: readonly PrometheusSeries[]): number[] {
  return [...new Set(series.flatMap(({ times }) => times))].sort((a, b) => a - b);
}
