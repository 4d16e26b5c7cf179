import type { Recommendation } from '@presage/contract/recommendation';
import type { PrefixSummary } from '../../analysis/keyspace/estimate.js';
import { bytes, duration } from '../../advisors/keyspace/advice.js';
import type { KeyspaceFindings } from '../../advisors/keyspace/findings.js';
import { skippedNotices } from '../../advisors/keyspace/frames.js';
import type { KeyspaceObservation } from '../../advisors/keyspace/observe.js';

/** What `presage redis-report` prints as JSON. Bytes and seconds. */
export interface RedisReport {
  servers: {
    cache: string;
    server: string;
    keys: number;
    sampledKeys: number;
    usedBytes: number;
    limitBytes?: number;
    policy: string;
    fragmentationRatio?: number;
    busySeconds?: number;
    longestSeconds?: number;
    replicas?: number;
    replicaLagBytes?: number;
  }[];
  prefixes: PrefixSummary[];
  recommendations: Pick<
    Recommendation,
    'title' | 'reason' | 'change' | 'rollback' | 'confidence' | 'sizeBytes' | 'evidence'
  >[];
  notices: string[];
}

/** The findings of one run as a report. */
export function reportOf(findings: KeyspaceFindings, observation: KeyspaceObservation): RedisReport {
  return {
    servers: findings.nodes.map(({ cache, state, keys, sample, busySeconds, longestSeconds }, index) => ({
      cache,
      server: `${state.kind} ${state.version}`,
      keys,
      sampledKeys: sample.length,
      usedBytes: state.usedBytes,
      ...(state.limitBytes !== undefined && { limitBytes: state.limitBytes }),
      policy: state.policy,
      fragmentationRatio: observation.nodes[index]?.snapshot.fragmentationRatio,
      busySeconds,
      longestSeconds,
      replicas: state.replication?.replicas,
      replicaLagBytes: state.replication?.lagBytes,
    })),
    prefixes: findings.prefixes,
    recommendations: findings.recommendations.map(
      ({ title, reason, change, rollback, confidence, sizeBytes, evidence }) => ({
        title,
        reason,
        change,
        rollback,
        confidence,
        ...(sizeBytes !== undefined && { sizeBytes }),
        evidence,
      }),
    ),
    notices: skippedNotices(findings).map(({ text }) => text),
  };
}

const COLUMNS = ['prefix', 'keys', '±', 'memory', '±', 'no TTL', 'idle (half)', 'largest'];

/** The report for people. */
export function reportText({ servers, prefixes, recommendations, notices }: RedisReport): string {
  const lines = servers.map(
    ({ cache, server, keys, sampledKeys, usedBytes, limitBytes, policy, busySeconds = 0 }) =>
      `${cache}: ${server}, ${number(keys)} keys (${number(sampledKeys)} seen), ${bytes(usedBytes)} of ` +
      `${limitBytes === undefined ? 'no limit' : bytes(limitBytes)}, ${policy}; the scan took ${busySeconds.toFixed(2)} s of the server`,
  );
  const rows = prefixes.map(({ prefix, keys, memoryBytes, persistentRatio, idleSeconds, largestKey }) => [
    prefix,
    number(keys.value),
    number(keys.error),
    bytes(memoryBytes.value),
    bytes(memoryBytes.error),
    persistentRatio === undefined ? '' : `${(persistentRatio * 100).toFixed(0)} %`,
    idleSeconds ? duration(idleSeconds.p50) : '',
    bytes(largestKey.memoryBytes),
  ]);
  const advice = recommendations.flatMap(({ title, reason, change, rollback, confidence, sizeBytes }) => [
    `- ${title} (confidence ${confidence}${sizeBytes === undefined ? '' : `, ${sizeBytes < 0 ? 'frees' : 'needs'} ${bytes(Math.abs(sizeBytes))}`})`,
    `  ${reason}`,
    ...change.split('\n').map((line) => `  do:   ${line}`),
    ...rollback.split('\n').map((line) => `  undo: ${line}`),
  ]);
  const empty = prefixes.length === 0 ? ['No keys were looked at.'] : table([COLUMNS, ...rows]);
  const printed = [
    ...lines,
    '',
    ...empty,
    '',
    ...(advice.length > 0 ? advice : ['Nothing to recommend.']),
    '',
    ...notices,
  ];
  return `${printed.map(printable).join('\n').trimEnd()}\n`;
}

function table(rows: string[][]): string[] {
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  '),
  );
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** Names of keys could hold what terminals obey. */
function printable(line: string): string {
  return line.replace(/\p{Cc}/gu, '�');
}
