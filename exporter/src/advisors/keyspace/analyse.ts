import { OTHER_LABEL_VALUE } from '@presage/contract/kinds';
import { intervalBetween } from '../../analysis/caching/interval.js';
import { sumSummaries, summarizePrefixes, type PrefixSummary } from '../../analysis/keyspace/estimate.js';
import type { KeyRecord } from '../../analysis/keyspace/key-record.js';
import { discoverPrefixes } from '../../analysis/keyspace/prefix.js';
import { keyProblems } from '../../analysis/keyspace/problems.js';
import { latencyQuantile } from '../../analysis/keyspace/replies.js';
import { serverProblems } from '../../analysis/keyspace/server-problems.js';
import type { Job } from '../advisor.js';
import { continueRecommendations, type FoundRecommendation } from '../recommendation.js';
import { stickyTop } from '../sticky.js';
import { adviseKeys, adviseServer } from './advice.js';
import type { KeyspaceConfig } from './config.js';
import type { KeyspaceFindings, NodeFindings } from './findings.js';
import { SERIES } from './metrics.js';
import type { KeyspaceObservation, NodeObservation } from './observe.js';

const LATENCY_QUANTILE = 0.99;
const LATENCY_COMMANDS = 10;
const MOST_RECOMMENDATIONS = 30;

/** Joins a slice with those before it to one sample, and says what it speaks for. */
export function analyseKeyspace(
  observation: KeyspaceObservation,
  job: Job<KeyspaceConfig>,
  previous: KeyspaceFindings | undefined,
): KeyspaceFindings {
  const { config, target } = job;
  const room = Math.ceil(config.sampleKeys / Math.max(1, observation.nodes.length));
  const nodes = observation.nodes.map((node) => {
    const before = previous?.nodes.find(({ cache }) => cache === node.cache);
    return { node, before, findings: analyseNode(node, before, room) };
  });
  const samples = nodes.map(({ findings }) => ({ keys: findings.sample, total: findings.keys }));
  const prefixOf = discoverPrefixes(
    samples.flatMap(({ keys }) => keys.map(({ name }) => name)),
    config.prefixes,
  );
  const all = summarizePrefixes(samples, prefixOf);
  const uptimeSeconds = Math.min(...nodes.map(({ node }) => node.state.uptimeSeconds));
  const found = [
    ...keyProblems({ nodes: samples, prefixes: all, prefixOf, uptimeSeconds }).map((problem) =>
      adviseKeys(problem, target, samples, observation.nodes[0]?.packing),
    ),
    ...nodes.flatMap(({ node, before, findings }) => serverAdvice(node, before, findings, target)),
  ].slice(0, MOST_RECOMMENDATIONS);
  const recommendations = continueRecommendations(
    previous?.recommendations ?? [],
    found,
    () => (samples.some(({ keys }) => keys.length > 0) ? 'contradicted' : 'unknown'),
    observation.time,
  );
  return {
    time: observation.time,
    nodes: nodes.map(({ findings }) => findings),
    commands: observation.commands,
    ...capPrefixes(all, previous, job, nodes.length),
    recommendations,
    ...capRecommendations(recommendations, previous, job, nodes.length),
  };
}

function analyseNode(node: NodeObservation, before: NodeFindings | undefined, room: number): NodeFindings {
  const { cache, state, snapshot, keys, slice, slots, clients, spikes, calls, latency, keySizes } = node;
  const latencies = (latency ?? []).flatMap((after) => {
    const known = before?.latency?.find(({ command }) => command === after.command);
    const seconds = latencyQuantile(known, after, LATENCY_QUANTILE);
    return seconds === undefined ? [] : [{ command: after.command, seconds, calls: after.calls - (known?.calls ?? 0) }];
  });
  latencies.sort((a, b) => b.calls - a.calls);
  return {
    cache,
    state,
    reading: snapshot.reading,
    keys,
    cursor: slice?.cursor ?? before?.cursor ?? '0',
    sample: keys === 0 ? [] : joined(before?.sample ?? [], slice, Math.min(room, keys)),
    ...(slice && { busySeconds: slice.busySeconds, longestSeconds: slice.longestSeconds }),
    ...(calls && { calls }),
    ...(latency && { latency }),
    latencies: latencies.slice(0, LATENCY_COMMANDS).map(({ command, seconds }) => ({ command, seconds })),
    ...(spikes && { spikes }),
    ...(clients && { clients }),
    ...(slots && { slots }),
    ...(keySizes && { keySizes }),
    ...backlogSeconds(node, before),
  };
}

/** The latest keys. Never more than there are, so that no key counts twice; a slice that saw all replaces what was known. */
function joined(before: readonly KeyRecord[], slice: NodeObservation['slice'], room: number): KeyRecord[] {
  if (!slice) return before.slice(-room);
  if (slice.startedAt === '0' && slice.cursor === '0') return slice.keys;
  return [...before, ...slice.keys].slice(-room);
}

function backlogSeconds({ state, snapshot }: NodeObservation, before: NodeFindings | undefined) {
  const [offset, earlier] = [state.replication?.offset, before?.state.replication?.offset];
  const backlog = state.replication?.backlogBytes;
  const seconds = snapshot.reading.time - (before?.reading.time ?? Infinity);
  if (backlog === undefined || offset === undefined || earlier === undefined || offset <= earlier || seconds <= 0)
    return {};
  return { backlogSeconds: backlog / ((offset - earlier) / seconds) };
}

function serverAdvice(
  { cache, snapshot, state, keys }: NodeObservation,
  before: NodeFindings | undefined,
  findings: NodeFindings,
  target: string,
): FoundRecommendation[] {
  const interval = intervalBetween(before?.reading, snapshot.reading);
  if (!before || !interval) return [];
  const called = (...names: string[]) =>
    names.reduce((sum, name) => sum + Math.max(0, (findings.calls?.[name] ?? 0) - (before.calls?.[name] ?? 0)), 0);
  const problems = serverProblems({
    seconds: interval.seconds,
    keysBefore: before.keys,
    keys,
    keysExpiring: snapshot.entriesExpiring,
    hits: interval.hits,
    misses: interval.misses,
    deletes: findings.calls ? called('del', 'unlink') : 0,
    flushes: findings.calls ? called('flushdb', 'flushall') : 0,
    usedBytes: snapshot.usedBytes,
    ...(snapshot.limitBytes !== undefined && { limitBytes: snapshot.limitBytes }),
    policy: state.policy,
  });
  return problems.map((problem) => adviseServer(problem, target, cache));
}

function capPrefixes(
  all: readonly PrefixSummary[],
  previous: KeyspaceFindings | undefined,
  { config }: Job<KeyspaceConfig>,
  nodes: number,
): Pick<KeyspaceFindings, 'prefixes' | 'published' | 'prefixesDropped'> {
  const room = Math.floor((config.maximumSeries - SERIES.target - nodes * SERIES.node) / SERIES.prefix) - 1;
  const candidates = all.map(({ prefix, memoryBytes, keys }) => ({
    key: prefix,
    score: memoryBytes.value || keys.value,
  }));
  const cap = Math.max(0, Math.min(config.maximumPrefixes, room));
  const { kept, dropped } = stickyTop(candidates, new Set(previous?.published), cap);
  const named = all.filter(({ prefix }) => kept.includes(prefix));
  const rest = all.filter(({ prefix }) => !kept.includes(prefix));
  return {
    prefixes: rest.length > 0 ? [...named, sumSummaries(OTHER_LABEL_VALUE, rest)] : named,
    published: kept,
    prefixesDropped: dropped,
  };
}

function capRecommendations(
  recommendations: KeyspaceFindings['recommendations'],
  previous: KeyspaceFindings | undefined,
  { config }: Job<KeyspaceConfig>,
  nodes: number,
): Pick<KeyspaceFindings, 'publishedRecommendations' | 'droppedSeries'> {
  const reserved = SERIES.target + nodes * SERIES.node + (config.maximumPrefixes + 1) * SERIES.prefix;
  const room = Math.max(5, Math.floor((config.maximumSeries - reserved) / SERIES.recommendation));
  const candidates = recommendations.map(({ id, confidence }) => ({ key: id, score: confidence }));
  const top = stickyTop(candidates, new Set(previous?.publishedRecommendations), room);
  return { publishedRecommendations: top.kept, droppedSeries: top.dropped * SERIES.recommendation };
}
