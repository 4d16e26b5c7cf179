import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';

/** One prediction to make and to score. Gaps are NaN. */
export interface Task {
  id: string;
  /** Seconds. */
  step: number;
  train: number[];
  actual: number[];
}

export interface TaskSet {
  name: string;
  /** Lag of the scaled error and of the seasonal naive peer, in points. */
  season: number;
  tasks: Task[];
}

const HOUR = 3_600;
const DAY = 86_400;
const folder = fileURLToPath(new URL('../../../shared/data/', import.meta.url));

/**
 * The sets of the benchmark; one whose data are not there is undefined.
 *
 * @param validation cut every series before the part that is scored, so that choices can be made without seeing it
 */
export const TASK_SETS: Record<string, (validation: boolean) => TaskSet | undefined> = {
  'm4-hourly': (validation) => competition('m4-hourly', 'm4-hourly', HOUR, 24, validation),
  'm4-weekly': (validation) => competition('m4-weekly', 'm4-weekly-dev', 7 * DAY, 1, validation),
  'ops-hourly': opsHourly,
  'ops-5m': opsFiveMinutes,
  'web-daily': webDaily,
};

interface CompetitionRow {
  id: string;
  train: number[];
  test: number[];
}

function competition(
  set: string,
  file: string,
  step: number,
  season: number,
  validation: boolean,
): TaskSet | undefined {
  const rows = read<CompetitionRow>(set, file);
  const tasks = rows?.map(({ id, train, test }) =>
    validation
      ? { id, step, train: train.slice(0, -test.length), actual: train.slice(-test.length) }
      : { id, step, train, actual: test },
  );
  return tasks && { name: set, season, tasks };
}

interface WebServiceRow {
  id: string;
  t0: number;
  step: number;
  v: (number | null)[];
}

/** Web-service and data-centre series averaged to hours: 48 hours ahead from three origins. */
function opsHourly(validation: boolean): TaskSet | undefined {
  const services = read<WebServiceRow>('wsd', 'wsd-dev');
  const traces = read<WebServiceRow>('dc-traces', 'dc-traces-dev');
  if (!services || !traces) return undefined;
  const tasks = [...services, ...traces].flatMap(({ id, step, v }) =>
    rolling(id, HOUR, averaged(v, HOUR / step), 48, 48, 3, validation),
  );
  return { name: 'ops-hourly', season: 24, tasks };
}

/** A series over which an advisor is played. */
export interface RollingSeries {
  step: number;
  /** Points of a day. */
  season: number;
  values: number[];
  /** Points known to the first forecast, and between forecasts. */
  from: number;
  stride: number;
  /** First point that is scored. */
  scoredFrom: number;
}

/** The operations series from end to end; what is scored is what the sets above score. */
export const ROLLING_SETS: Record<string, (validation: boolean) => RollingSeries[] | undefined> = {
  'ops-hourly': (validation) => {
    const [services, traces] = [
      read<WebServiceRow>('wsd', 'wsd-dev'),
      read<WebServiceRow>('dc-traces', 'dc-traces-dev'),
    ];
    return (
      services && traces && [...services, ...traces].flatMap((row) => played(row, HOUR, 6 * DAY, 2 * HOUR, validation))
    );
  },
  'ops-5m': (validation) =>
    read<WebServiceRow>('dc-traces', 'dc-traces-dev')?.flatMap((row) => played(row, 300, 3 * DAY, HOUR, validation)),
};

/** The last part is scored; the forecasts before it, over a week or as long as two days are known, warm up. */
function played(
  { step: own, v }: WebServiceRow,
  step: number,
  scored: number,
  stride: number,
  validation: boolean,
): RollingSeries[] {
  const all = averaged(v, step / own);
  const values = validation ? all.slice(0, -scored / step) : all;
  const scoredFrom = values.length - scored / step;
  const from = Math.max((2 * DAY) / step, scoredFrom - (7 * DAY) / step);
  if (scoredFrom < from) return [];
  return [{ step, season: DAY / step, values, from, stride: stride / step, scoredFrom }];
}

/** Data-centre series as they are: 24 hours ahead from three origins. */
function opsFiveMinutes(validation: boolean): TaskSet | undefined {
  const tasks = read<WebServiceRow>('dc-traces', 'dc-traces-dev')?.flatMap(({ id, step, v }) =>
    rolling(id, step, averaged(v, 1), DAY / step, DAY / step, 3, validation),
  );
  return tasks && { name: 'ops-5m', season: 288, tasks };
}

/** Daily page views (logarithms): 90 days ahead from eight origins. */
function webDaily(validation: boolean): TaskSet | undefined {
  const rows = read<{ id: string; ds: string[]; y: number[] }>('prophet-examples', 'prophet-examples');
  const tasks = rows?.flatMap(({ id, ds, y }) => rolling(id, DAY, daily(ds, y), 90, 90, 8, validation));
  return tasks && { name: 'web-daily', season: 7, tasks };
}

function rolling(
  id: string,
  step: number,
  values: number[],
  horizon: number,
  stride: number,
  origins: number,
  validation: boolean,
): Task[] {
  const tasks: Task[] = [];
  const end = validation ? values.length - origins * stride : values.length;
  for (let k = 0; k < origins; k++) {
    const origin = end - horizon - k * stride;
    if (origin < 2 * horizon) break;
    tasks.push({
      id: `${id}#${k}`,
      step,
      train: values.slice(0, origin),
      actual: values.slice(origin, origin + horizon),
    });
  }
  return tasks;
}

function averaged(values: (number | null)[], size: number): number[] {
  return Array.from({ length: Math.floor(values.length / size) }, (_, block) => {
    const present = values.slice(block * size, (block + 1) * size).filter((value) => value !== null);
    return present.length === 0 ? NaN : present.reduce((sum, value) => sum + value, 0) / present.length;
  });
}

function daily(dates: string[], values: number[]): number[] {
  const days = dates.map((date) => Date.parse(`${date}T00:00:00Z`) / (DAY * 1000));
  const first = Math.min(...days);
  const grid = new Array<number>(Math.max(...days) - first + 1).fill(NaN);
  days.forEach((day, index) => (grid[day - first] = values[index]!));
  return grid;
}

function read<Row>(set: string, file: string): Row[] | undefined {
  const path = `${folder}${set}/${file}.jsonl.gz`;
  if (!existsSync(path)) return undefined;
  return gunzipSync(readFileSync(path))
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
}
