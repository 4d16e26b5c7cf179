import type { PrometheusSource } from '../../sources/source.js';
import type { ScanHistoryConfig } from './config.js';

/** How often an index was scanned since a moment (Unix seconds), on all servers that the selector names together. */
export interface ScanHistory {
  since: number;
  scans: number;
}

/** By database, schema and index; what Prometheus knows of no index is absent. */
export type ScanHistories = Record<string, ScanHistory>;

/** As postgres_exporter calls it. */
const METRIC = 'pg_stat_user_indexes_idx_scan';
const LABELS = 'datname, schemaname, indexrelname';
/** Distance of the moments at which the beginning of a series is looked for, as a part of the window. */
const RESOLUTION = 100;

/**
 * The scans of all indexes within the window: a counter that starts anew is no scan, and those of the primary and of its replicas are
 * added up. The history of an index begins where the last of its series does.
 */
export async function readScanHistories(
  source: PrometheusSource,
  { selector, window }: ScanHistoryConfig,
  signal: AbortSignal,
): Promise<ScanHistories> {
  const series = `${METRIC}{${selector}}`;
  const step = Math.max(1, Math.ceil(window / RESOLUTION));
  const scanned = await source.instant(`sum by (${LABELS}) (increase(${series}[${window}s]))`, signal);
  const begun = await source.instant(
    `max by (${LABELS}) (min_over_time(timestamp(${series})[${window}s:${step}s]))`,
    signal,
  );
  const since = new Map(begun.map(({ labels, values }) => [keyOf(labels), values[0]!]));
  return Object.fromEntries(
    scanned.flatMap(({ labels, values }) => {
      const start = since.get(keyOf(labels));
      return start === undefined ? [] : [[keyOf(labels), { since: start, scans: values[0]! }]];
    }),
  );
}

/** Where `readScanHistories` keeps the history of an index. */
export function scanHistoryKey(datname: string, schema: string, index: string): string {
  return JSON.stringify([datname, schema, index]);
}

function keyOf({ datname = '', schemaname = '', indexrelname = '' }: Record<string, string>): string {
  return scanHistoryKey(datname, schemaname, indexrelname);
}
