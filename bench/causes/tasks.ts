import { rankByCallGraph, type ServiceSeries } from '../../exporter/src/analysis/causes/call-graph.js';
import { rankByDeviation, type CandidateSeries } from '../../exporter/src/analysis/causes/rank.js';
import { readLines } from '../changepoints/data.js';

/** Places of the true cause in each ranking, from 0; Infinity where it is not ranked. */
export type Places = number[];
type Values = (number | null)[];

const series = (values: Values) => Float64Array.from(values, (value) => value ?? NaN);

interface PetshopRow {
  t: number[];
  series: Record<string, Values>;
  graph_edges: [string, string][];
  graph_nodes: string[];
  target: { node: string; metric: string; agg: string; timestamp: number };
  root_cause: { node: string };
}

/** Faults of a shop with a call graph: the metric that alarmed, at each service, and its requests. */
export function petshop(useTraffic: boolean): Places | undefined {
  const rows = readLines<PetshopRow>('petshop-rca/petshop-low_traffic.jsonl.gz');
  if (!rows) return undefined;
  const [baseline, ...issues] = rows;
  return issues.map(({ t, series: values, target, root_cause }) => {
    const cut = t.findIndex((time) => time >= target.timestamp);
    const services = baseline!.graph_nodes.map((node): ServiceSeries => {
      const key = `${node}|${target.metric}|${target.agg}`;
      const own = values[key] ?? [];
      return {
        node,
        before: series([...(baseline!.series[key] ?? []), ...own.slice(0, cut)]),
        during: series(own.slice(cut)),
        ...(useTraffic && { traffic: series(values[`${node}|requests|Sum`] ?? []).subarray(cut) }),
      };
    });
    const graph = { calls: baseline!.graph_edges, entry: target.node };
    const ranked = rankByCallGraph(services, graph, target.metric === 'availability' ? 'down' : 'up');
    return placeOf(
      ranked.map(({ node }) => node),
      root_cause.node,
    );
  });
}

interface NezhaRow {
  kind: string;
  id: string;
  t: number[];
  metrics: Record<string, Values>;
  faults: { inject_timestamp: string; inject_pod: string }[];
}

const INCIDENT_SECONDS = 180;
/** Faults with fewer points before them are compared with what came after. */
const ENOUGH = 30;

/** Faults of pods: all 19 metrics of each pod, the three minutes after the injection. */
export function nezha(): Places | undefined {
  const rows = readLines<NezhaRow>('nezha-rca/nezha-ob-2022-08-23.jsonl.gz');
  if (!rows) return undefined;
  const pods = rows.filter(({ kind, id }) => kind === 'pod' && id !== 'front_service');
  const { faults } = rows.find(({ kind }) => kind === 'faults')!;
  return faults.map(({ inject_timestamp, inject_pod }) => {
    const start = Number(inject_timestamp);
    const candidates = pods.flatMap(({ id, t, metrics }) => {
      const from = t.findIndex((time) => time >= start);
      const to = t.findIndex((time) => time >= start + INCIDENT_SECONDS);
      return Object.values(metrics).map((values): CandidateSeries => {
        const past = from < ENOUGH ? [...values.slice(to), ...values.slice(0, from)] : values.slice(0, from);
        return { node: id, before: series(past), during: series(values.slice(from, to)) };
      });
    });
    return placeOf(
      rankByDeviation(candidates).map(({ node }) => node),
      inject_pod,
    );
  });
}

interface ServerRow {
  dims: number[];
  train: number[][];
  test: number[][];
  causes: { range: [number, number]; dims: number[] }[];
}

/** Anomalies of servers: mean share of the true metrics among as many ranked first. */
export function applicationServers(): number | undefined {
  const rows = readLines<ServerRow>('asd/asd-dev.jsonl.gz');
  if (!rows) return undefined;
  const rates = rows.flatMap(({ dims, train, test, causes }) =>
    causes.map(({ range: [from, to], dims: wanted }) => {
      const candidates = dims.map(
        (dim, index): CandidateSeries => ({
          node: String(dim),
          before: Float64Array.from([...train[index]!, ...test[index]!.slice(0, from)]),
          during: Float64Array.from(test[index]!.slice(from, to + 1)),
        }),
      );
      const first = rankByDeviation(candidates).slice(0, wanted.length);
      return first.filter(({ node }) => wanted.includes(Number(node))).length / wanted.length;
    }),
  );
  return rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
}

/** Share of cases whose true cause is among the first `count`. */
export function topShare(places: Places, count: number): number {
  return places.filter((place) => place < count).length / places.length;
}

function placeOf(ranked: string[], wanted: string): number {
  const place = ranked.indexOf(wanted);
  return place < 0 ? Infinity : place;
}
