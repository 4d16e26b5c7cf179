import { correlate } from '../../analysis/causes/correlation.js';
import { rankByDeviation, type RankedCause } from '../../analysis/causes/rank.js';
import { detectChanges } from '../../analysis/changepoints/detect.js';
import type { PrometheusSeries } from '../../sources/source.js';
import type { Job } from '../advisor.js';
import { seriesTitle } from '../series-labels.js';
import type { CauseJob } from './config.js';
import type { CauseObservation } from './observe.js';

/** What was found for one question; times in Unix seconds. */
export interface CauseFindings {
  start: number;
  end: number;
  causes: (Omit<RankedCause, 'onset'> & { onset: number; labels: Record<string, string> })[];
  edges: { from: number; to: number; strength: number; lagSeconds: number }[];
  /** Series beyond the limit. */
  dropped: number;
}

/** Share of the asked range that counts as the incident when the symptom shows no change of its own. */
const LAST_SHARE = 0.25;
const SHORTEST = 3;
/** Ranked series of which it is said which moved before which. */
const LINKED = 8;
const LONGEST_LAG = 10;
const SURE = 0.99;

/** Ranks the candidates over the incident: from the last change of what is explained to the end of the range. */
export function analyse({ symptoms, candidates }: CauseObservation, { config }: Job<CauseJob>): CauseFindings {
  const { window, maxSeries } = config;
  const length = Math.round((window.to - window.from) / window.step) + 1;
  const start = incidentStart(symptoms, config, length);
  const series = new Map(
    candidates.map((one) => {
      const { __name__: name = '', ...labels } = one.labels;
      return [seriesTitle(name, labels) || config.among, { labels: one.labels, values: onGrid(one, config, length) }];
    }),
  );
  const ranked = rankByDeviation(
    Array.from(series, ([node, { values }]) => ({
      node,
      before: values.subarray(0, start),
      during: values.subarray(start),
    })),
  );
  const kept = ranked.slice(0, maxSeries);
  return {
    start: window.from + start * window.step,
    end: window.to,
    causes: kept.map((cause) => ({
      ...cause,
      onset: window.from + (start + cause.onset) * window.step,
      labels: series.get(cause.node)!.labels,
    })),
    edges: edgesOf(
      kept.slice(0, LINKED).map(({ node }) => series.get(node)!.values),
      window.step,
    ),
    dropped: ranked.length - kept.length,
  };
}

function incidentStart(symptoms: readonly PrometheusSeries[], config: CauseJob, length: number): number {
  const first = Math.ceil((config.from - config.window.from) / config.window.step);
  const changes = symptoms
    .flatMap((one) => detectChanges(onGrid(one, config, length)).map(({ index }) => index))
    .filter((index) => index >= first && index <= length - SHORTEST);
  if (changes.length > 0) return Math.max(...changes);
  return length - Math.max(SHORTEST, Math.round(LAST_SHARE * (length - first)));
}

function edgesOf(series: readonly Float64Array[], step: number): CauseFindings['edges'] {
  const edges: CauseFindings['edges'] = [];
  series.forEach((first, from) => {
    for (let to = from + 1; to < series.length; to++) {
      const found = correlate(first, series[to]!, LONGEST_LAG);
      if (!found || found.confidence < SURE) continue;
      const { strength, lag } = found;
      edges.push(
        lag >= 0
          ? { from, to, strength, lagSeconds: lag * step }
          : { from: to, to: from, strength, lagSeconds: -lag * step },
      );
    }
  });
  return edges;
}

function onGrid({ times, values }: PrometheusSeries, { window }: CauseJob, length: number): Float64Array {
  const grid = new Float64Array(length).fill(NaN);
  times.forEach((time, index) => (grid[Math.round((time - window.from) / window.step)] = values[index]!));
  return grid;
}
