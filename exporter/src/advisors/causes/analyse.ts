import type { ApiError } from '@presage/contract/errors';
import { rankByCallGraph, type ServiceSeries } from '../../analysis/causes/call-graph.js';
import { correlateResiduals, residualsOf } from '../../analysis/causes/correlation.js';
import { rankByDeviation, type RankedCause } from '../../analysis/causes/rank.js';
import type { CorrelationRule } from '../../config/config.js';
import type { PrometheusSeries } from '../../sources/source.js';
import { onGrid } from '../query-window.js';
import type { Job } from '../advisor.js';
import { publishedLabels, seriesKey, seriesTitle } from '../series-labels.js';
import type { CauseJob, CauseQuestion } from './config.js';
import { correlations, type CorrelatedPair } from './correlations.js';
import { incidentStart } from './incident.js';
import type { CauseObservation, Seen } from './observe.js';

/** What was found so far. Survives structured cloning. */
export interface CauseFindings {
  questions: QuestionFindings[];
  correlations: CorrelationFindings[];
}

export interface QuestionFindings {
  rule: CauseQuestion;
  error?: ApiError;
  /** Absent when there is none now. */
  incident?: Incident;
}

/** What was found for one incident; times in Unix seconds. */
export interface Incident {
  start: number;
  end: number;
  causes: (Omit<RankedCause, 'onset'> & { onset: number; labels: Record<string, string> })[];
  edges: { from: number; to: number; strength: number; lagSeconds: number }[];
  /** Series beyond the limit. */
  dropped: number;
}

export interface CorrelationFindings {
  rule: CorrelationRule;
  error?: ApiError;
  /** Unix seconds; absent before the first answer. */
  at?: number;
  pairs: CorrelatedPair[];
  dropped: number;
}

/** Ranked series of which it is said which moved before which. */
const LINKED = 8;
const LONGEST_LAG = 10;
const SURE = 0.99;
const RESERVED = new Set(['target', 'cause']);

/** Ranks the candidates of every incident of now, and correlates; a rule that failed keeps its correlations. */
export function analyse(
  { now, questions, correlations: together }: CauseObservation,
  { config }: Job<CauseJob>,
  previous: CauseFindings | undefined,
): CauseFindings {
  return {
    questions: questions.map(({ rule, outcome }) => {
      if ('error' in outcome) return { rule, error: outcome.error };
      const start = incidentStart(rule, outcome.value);
      return start === undefined ? { rule } : { rule, incident: explain(rule, outcome.value, start, config.maxSeries) };
    }),
    correlations: together.map(({ rule, outcome }) => {
      const before = previous?.correlations.find((one) => one.rule.name === rule.name);
      if ('error' in outcome) return { rule, pairs: [], dropped: 0, ...before, error: outcome.error };
      if (!outcome.value) return { ...before!, error: undefined };
      const { pairs, left } = correlations(rule, outcome.value);
      const kept = pairs.slice(0, config.maxSeries);
      return { rule, at: now, pairs: kept, dropped: left + pairs.length - kept.length };
    }),
  };
}

function explain(rule: CauseQuestion, seen: Seen, start: number, most: number): Incident {
  const { window, candidates } = seen;
  const nodes = new Map(
    candidates.map((one) => {
      const node = nodeOf(one, rule);
      return [node.name, { labels: node.labels, values: onGrid(one, window) }];
    }),
  );
  const ranked = ranking(nodes, rule, seen, start);
  const kept = ranked.slice(0, most);
  return {
    start: window.from + start * window.step,
    end: window.to,
    causes: kept.map((cause) => ({
      ...cause,
      onset: window.from + (start + cause.onset) * window.step,
      labels: nodes.get(cause.node)!.labels,
    })),
    edges: edgesOf(
      kept.slice(0, LINKED).map(({ node }) => nodes.get(node)!.values),
      window.step,
    ),
    dropped: ranked.length - kept.length,
  };
}

type Nodes = ReadonlyMap<string, { labels: Record<string, string>; values: Float64Array }>;

function ranking(
  nodes: Nodes,
  { graph }: CauseQuestion,
  { window, calls, traffic }: Seen,
  start: number,
): RankedCause[] {
  const requests = new Map(traffic.map((one) => [one.labels[graph?.node ?? ''] ?? '', onGrid(one, window)]));
  const series = Array.from(nodes, ([node, { values }]): ServiceSeries => {
    const own = requests
      .get(node)
      ?.subarray(start)
      .map((value) => (Number.isFinite(value) ? value : 0));
    const both = { node, before: values.subarray(0, start), during: values.subarray(start) };
    return own ? { ...both, traffic: own } : both;
  });
  if (!graph) return rankByDeviation(series);
  const seen = calls.flatMap(({ labels: { client, server } }): [string, string][] =>
    client === undefined || server === undefined || client === server ? [] : [[client, server]],
  );
  return rankByCallGraph(series, { calls: [...graph.calls, ...seen], entry: graph.entry }, graph.bad);
}

/** A service by its label where there is a call graph, else the series itself. */
function nodeOf({ labels: { __name__: name = '', ...labels } }: PrometheusSeries, { graph, among }: CauseQuestion) {
  const node = graph && labels[graph.node];
  if (node !== undefined) return { name: node, labels: publishedLabels({ [graph!.node]: node }, RESERVED) };
  return { name: seriesTitle(name, labels) || among, labels: publishedLabels(labels, RESERVED) };
}

function edgesOf(series: readonly Float64Array[], step: number): Incident['edges'] {
  const edges: Incident['edges'] = [];
  const residuals = series.map(residualsOf);
  residuals.forEach((first, from) => {
    for (let to = from + 1; to < residuals.length; to++) {
      const found = correlateResiduals(first, residuals[to]!, LONGEST_LAG);
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

/** Causes of one incident that have different labels as published. */
export function distinct(causes: Incident['causes'], most: number): Incident['causes'] {
  const seen = new Set<string>();
  return causes.filter(({ labels }) => !seen.has(seriesKey(labels)) && seen.add(seriesKey(labels))).slice(0, most);
}
