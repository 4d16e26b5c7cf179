import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { METHODS } from './forecasting/methods.js';
import { score, type Prediction, type Scores } from './forecasting/scores.js';
import { online, type OnlineRow } from './forecasting/online.js';
import { ROLLING_SETS, TASK_SETS, type TaskSet } from './forecasting/tasks.js';
import { timings } from './forecasting/timings.js';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    validation: { type: 'boolean', default: false },
    set: { type: 'string', multiple: true },
    method: { type: 'string', multiple: true },
    timing: { type: 'boolean', default: false },
    online: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(
    `Usage: bench/forecasting.ts [--json] [--validation] [--set NAME]... [--method NAME]... [--timing]\n
Scores forecasts on public data beside the repository (../shared/data).
  --validation  score on the end of the training parts instead: the only place to make choices on
  --set         ${Object.keys(TASK_SETS).join(', ')}
  --method      ${Object.keys(METHODS).join(', ')}
  --timing      measure the cost of forecasts only
  --online      play the advisor over the operations series only, with and without adapted intervals`,
  );
  process.exit(0);
}

/** Means over the M4 series of Naive2, which OWA is relative to; the weekly ones are those of the naive on the subset. */
const HOURLY_NAIVE2 = { smape: 18.383, mase: 2.395 };

/** A fit of this peer takes seconds, so it takes part in sets of at most so many tasks. */
const SLOW = 'augurs Prophet';
const SLOW_TASKS = 21;

interface Row extends Scores {
  set: string;
  method: string;
  owa?: number;
  /** 1 − WAPE: the share of the total that the prediction gets right. */
  accuracy: number;
  /** Geometric mean over the tasks of the error relative to the seasonal naive. */
  relativeMase?: number;
  /** Error (WAPE) of Presage by that of this method over the tasks that both predicted; below 1 Presage is better. */
  presageByThis?: number;
}

const COLUMNS = [
  'set',
  'method',
  'tasks',
  'failed',
  'smape',
  'mase',
  'owa',
  'relativeMase',
  'accuracy',
  'presageByThis',
  'msis95',
  'coverage95',
  'coverage80',
  'millisecondsATask',
] as const;

const rows: Row[] = [];
for (const [name, load] of Object.entries(TASK_SETS)) {
  if (options.timing || options.online || (options.set && !options.set.includes(name))) continue;
  const set = load(options.validation);
  if (set) rows.push(...parts(set).flatMap(run));
  else console.error(`${name}: skipped, the data are not there`);
}
if (rows.length > 0) print(rows, COLUMNS);
const isComplete = !options.validation && !options.set && !options.method && !options.timing && !options.online;
const onlineRows = isComplete || options.online ? playAll() : undefined;
const costs = isComplete || options.timing ? timings() : undefined;
for (const { name, cpuMilliseconds } of costs ?? []) console.error(`${name}: ${cpuMilliseconds.toFixed(1)} ms`);
const result = {
  bench: 'forecasting',
  part: options.validation ? 'validation' : 'test',
  rows,
  online: onlineRows,
  timings: costs,
};
if (isComplete) {
  const folder = new URL('results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL('forecasting.json', folder), `${JSON.stringify(result, null, 2)}\n`);
}
if (options.json) console.log(JSON.stringify(result));

function playAll(): OnlineRow[] {
  const played = Object.entries(ROLLING_SETS).flatMap(([name, load]) => {
    if (options.set && !options.set.includes(name)) return [];
    console.error(`${name}: online`);
    return online(name, load(options.validation) ?? []);
  });
  print(
    played.map((row) => ({ ...row, adapted: row.adapted ? 'adapted' : 'backtest alone' })),
    ['set', 'horizon', 'adapted', 'series', 'coverage50', 'coverage80', 'coverage95', 'msis95', 'pinball'],
  );
  return played;
}

/**
 * The whole set; where its series differ so much that an average over them says little, also each of them. A large set
 * is scored once more on every n-th task, where the slow peer takes part.
 */
function parts(set: TaskSet): TaskSet[] {
  if (set.tasks.length > SLOW_TASKS) {
    const every = Math.ceil(set.tasks.length / SLOW_TASKS);
    const tasks = set.tasks.filter((_, index) => index % every === 0);
    return [set, { ...set, name: `${set.name}, 1 in ${every}`, tasks }];
  }
  if (set.name !== 'web-daily') return [set];
  const ids = new Set(set.tasks.map(({ id }) => id.split('#')[0]!));
  const ofSeries = Array.from(ids, (id) => ({
    ...set,
    name: `${set.name} ${id}`,
    tasks: set.tasks.filter((task) => task.id.startsWith(`${id}#`)),
  }));
  return [set, ...ofSeries];
}

function run(set: TaskSet): Row[] {
  // the two daily series are logarithms; people read page views
  const transform = set.name.startsWith('web-daily') ? Math.exp : undefined;
  const naive = set.tasks.map((task) => METHODS['seasonal naive']!(task, set.season)!);
  const base = score(set.tasks, naive, set.season, 0, transform);
  const takesPart = (method: string) => method !== SLOW || set.tasks.length <= SLOW_TASKS;
  const chosen = Object.entries(METHODS).filter(
    ([method]) => takesPart(method) && (!options.method || options.method.includes(method)),
  );
  let own: (Prediction | undefined)[] | undefined;
  return chosen.map(([method, predict]) => {
    console.error(`${set.name}: ${method}`);
    const start = performance.now();
    const predictions = set.tasks.map((task) => predict(task, set.season));
    if (method === 'presage') own = predictions;
    const scores = score(set.tasks, predictions, set.season, performance.now() - start, transform);
    const reference = set.name === 'm4-hourly' ? HOURLY_NAIVE2 : base;
    return {
      set: set.name,
      method,
      ...scores,
      accuracy: 1 - scores.wape,
      ...(set.name.startsWith('m4') && { owa: (scores.smape / reference.smape + scores.mase / reference.mase) / 2 }),
      relativeMase: relative(set, predictions, naive),
      presageByThis: own && errorRatio(set, own, predictions, transform),
    };
  });
}

function relative(set: TaskSet, predictions: (Prediction | undefined)[], naive: (Prediction | undefined)[]): number {
  const logs = set.tasks.flatMap((task, index) => {
    const own = score([task], [predictions[index]], set.season, 0).mase;
    const other = score([task], [naive[index]], set.season, 0).mase;
    return own > 0 && other > 0 ? [Math.log(own / other)] : [];
  });
  return Math.exp(logs.reduce((sum, value) => sum + value, 0) / logs.length);
}

function errorRatio(
  set: TaskSet,
  own: (Prediction | undefined)[],
  other: (Prediction | undefined)[],
  transform?: (value: number) => number,
): number {
  const both = set.tasks.map((_, index) => own[index] !== undefined && other[index] !== undefined);
  const keep = <T>(all: T[]) => all.filter((_, index) => both[index]);
  const error = (predictions: typeof own) => score(keep(set.tasks), keep(predictions), set.season, 0, transform).wape;
  return error(own) / error(other);
}

function print<Column extends string>(
  table: readonly Partial<Record<Column, string | number>>[],
  columns: readonly Column[],
): void {
  // with --json the standard output carries the JSON only
  const write = options.json ? console.error : console.log;
  const cell = (value: string | number | undefined) =>
    typeof value === 'number' ? (Number.isInteger(value) ? String(value) : value.toFixed(3)) : (value ?? '–');
  const lines = [columns as readonly string[], ...table.map((row) => columns.map((column) => cell(row[column])))];
  const widths = columns.map((_, index) => Math.max(...lines.map((line) => line[index]!.length)));
  for (const line of lines) write(line.map((text, index) => text.padEnd(widths[index]!)).join('  '));
}
