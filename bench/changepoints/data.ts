import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Annotations } from './scores.js';

const DATA = new URL('../../../shared/data/', import.meta.url);

/** Objects of a gzip file of JSON lines beside the repository; undefined when the data are not there. */
export function readLines<T>(path: string): T[] | undefined {
  const file = new URL(path, DATA);
  if (!existsSync(file)) return undefined;
  return gunzipSync(readFileSync(file))
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}

export interface AnnotatedSeries {
  id: string;
  values: number[];
  annotations: Annotations;
}

/** The Turing Change Point Dataset; of series with several columns the first. */
export function readTuring(): AnnotatedSeries[] | undefined {
  return readLines<{ id: string; series: { v: (number | null)[] }[]; annotations: Annotations }>(
    'tcpd/tcpd-dev.jsonl.gz',
  )?.map(({ id, series, annotations }) => ({
    id,
    values: series[0]!.v.map((value) => value ?? NaN),
    annotations,
  }));
}

/** Histories of performance tests. */
export function readPerformanceTests(): { id: string; values: number[]; known: number[] }[] | undefined {
  return readLines<{ id: string; v: number[]; known?: number[] }>('perf-changepoints/perf-changepoints.jsonl.gz')?.map(
    ({ id, v, known }) => ({ id, values: v, known: known ?? [] }),
  );
}
