import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** A series with the events that people found in it. */
export interface LabelledSeries {
  id: string;
  /** Unix seconds. */
  times: number[];
  /** NaN where nothing was measured. */
  values: number[];
  /** First and last index of each event, both included. */
  events: [number, number][];
}

const DATA = new URL('../../../shared/data/', import.meta.url);

/** Objects of a gzip file of JSON lines beside the repository; undefined when the data are not there. */
function readLines<T>(path: string): T[] | undefined {
  const file = new URL(path, DATA);
  if (!existsSync(file)) return undefined;
  return gunzipSync(readFileSync(file))
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as T);
}

/** The Numenta Anomaly Benchmark: 58 series; events are its windows. */
export function readNab(): LabelledSeries[] | undefined {
  return readLines<{ id: string; t: number[]; v: number[]; windows: [number, number][] }>('nab/nab.jsonl.gz')?.map(
    ({ id, t, v, windows }) => ({
      id,
      times: t,
      values: v,
      events: windows.map(([start, end]) => [
        t.findIndex((time) => time >= start),
        t.length - 1 - [...t].reverse().findIndex((time) => time <= end),
      ]),
    }),
  );
}

/** Published scores of a detector on the Numenta Anomaly Benchmark by id of the series. */
export function readGolden(detector: string): Map<string, number[]> {
  const rows = readLines<{ id: string; s: number[] }>(`nab/golden-${detector}.jsonl.gz`) ?? [];
  return new Map(rows.map(({ id, s }) => [id, s]));
}

/** Web services at one minute: 24 series of 25 days. */
export function readWebServices(): LabelledSeries[] | undefined {
  return readLines<{ id: string; t0: number; step: number; v: (number | null)[]; anomalies: [number, number][] }>(
    'wsd/wsd-dev.jsonl.gz',
  )?.map(({ id, t0, step, v, anomalies }) => ({
    id,
    times: v.map((_, index) => t0 + index * step),
    values: v.map((value) => value ?? NaN),
    events: anomalies,
  }));
}

/** A server with metrics that belong together: one array a metric. Events are spans of the test part. */
export interface Server {
  id: string;
  train: number[][];
  test: number[][];
  events: [number, number][];
}

/** Application servers at five minutes: 19 metrics of each, 30 days to learn and 15 to test. */
export function readServers(): Server[] | undefined {
  return readLines<{ id: string; train: number[][]; test: number[][]; anomalies: [number, number][] }>(
    'asd/asd-dev.jsonl.gz',
  )?.map(({ id, train, test, anomalies }) => ({ id, train, test, events: anomalies }));
}
