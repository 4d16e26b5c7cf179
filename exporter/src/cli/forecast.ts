import { once } from 'node:events';
import { Command, Option } from 'commander';
import { LONGEST_HORIZON, MINIMUM_POINTS } from '../analysis/forecasting/forecast.js';
import { PresageError } from '../error.js';
import {
  parseHorizon,
  parseLevel,
  parseMoment,
  parseNumber,
  parseSeasons,
  parseSpan,
  type Horizon,
} from './forecast/options.js';
import type { Prediction, PredictionTask } from './forecast/predict.js';
import { runTasks } from './forecast/run-tasks.js';
import { inferStep } from './forecast/step.js';
import { toField } from './input/csv.js';
import { describeRejected, readSeries, type InputSeries } from './input/read-series.js';

interface ForecastCommandOptions {
  input?: string;
  prometheus?: string;
  expr?: string;
  from: number;
  to: number;
  step?: number;
  horizon: Horizon;
  level: number;
  season: 'auto' | number[];
  min?: number;
  max?: number;
  explain?: boolean;
  output: 'json' | 'csv';
}

const PROGRESS_MILLISECONDS = 2_000;
const PROMETHEUS_STEP = 300;

/** `presage forecast`: predictions of series on the standard output, everything else on the standard error. */
export function command(): Command {
  return new Command('forecast')
    .option('--input <path>', 'series in CSV, also with gzip; - reads the standard input')
    .addOption(new Option('--prometheus <url>', 'server to ask instead').conflicts('input'))
    .addOption(new Option('--expr <promql>', 'what to ask it').conflicts('input'))
    .addOption(new Option('--from <time>', 'start of what is asked').argParser(moment).default(moment('14d'), '14d'))
    .addOption(new Option('--to <time>', 'end of what is asked').argParser(moment).default(moment('0s'), 'now'))
    .option('--step <duration>', 'distance of the points; default what the input shows, 5m of Prometheus', parseSpan)
    .requiredOption('--horizon <points|duration>', 'how far to predict, like 48 or 2d', parseHorizon)
    .addOption(new Option('--level <number>', 'coverage of the interval').argParser(parseLevel).default(0.95))
    .addOption(new Option('--season <points>', 'auto, none, or like 24,168').argParser(parseSeasons).default('auto'))
    .option('--min <number>', 'nothing is predicted below; 0 when the series was never negative', parseNumber)
    .option('--max <number>', 'nothing is predicted above', parseNumber)
    .option(
      '--explain',
      'add models with their backtest errors, trend and season parts, confidence and its reasons to the JSON',
    )
    .addOption(new Option('--output <format>', 'how results look').choices(['json', 'csv']).default('json'))
    .addHelpText(
      'after',
      `
A row is series,timestamp,value or timestamp,value; a header may name the columns, and semicolons or tabs
may stand between them. Times are RFC 3339, Unix seconds or milliseconds. Missing rows and rows without
a value are gaps.

Examples:
  $ presage forecast --input requests.csv --horizon 48 --explain
  $ zcat requests.csv.gz | presage forecast --input - --horizon 7d --season 24,168 --output csv
  $ presage forecast --prometheus http://localhost:9090 --expr 'rate(http_requests_total[5m])' --from 14d --horizon 1d`,
    )
    .action(run);
}

const moment = (text: string): number => parseMoment(text);

async function run(options: ForecastCommandOptions, self: Command): Promise<void> {
  if (options.explain && options.output === 'csv') self.error('error: --explain needs --output json');
  if (options.min! > options.max!) self.error('error: --min is above --max');
  process.stdout.once('error', endQuietly);
  const tasks = toTasks(await load(options, self), options);
  if (options.output === 'csv') await write('series,timestamp,value,lower,upper\n');
  const tell = progress();
  let done = 0;
  let predicted = 0;
  for await (const prediction of runTasks(tasks)) {
    if (prediction) await write(options.output === 'csv' ? toCsv(prediction) : toJson(prediction, options.explain));
    else remark(`${JSON.stringify(tasks[done]!.name)} has no value, so there is nothing to predict`);
    if (prediction) predicted++;
    tell(++done, `of ${tasks.length} series predicted`);
  }
  if (predicted === 0) throw nothingKnown(options);
}

function nothingKnown({ expr }: ForecastCommandOptions): PresageError {
  const what =
    expr === undefined ? 'no series of the input has a value' : `${JSON.stringify(expr)} has no value in the range`;
  return new PresageError('PRS_SERIES_TOO_SHORT', what);
}

async function load({ input, prometheus, expr, ...options }: ForecastCommandOptions, self: Command) {
  if (prometheus !== undefined) {
    if (expr === undefined) return self.error('error: --prometheus needs --expr');
    const { seriesFromPrometheus } = await import('./forecast/from-prometheus.js');
    const { from, to, step = PROMETHEUS_STEP } = options;
    return seriesFromPrometheus({ url: prometheus, expr, from, to, step });
  }
  if (input === undefined) return self.error('error: --input or --prometheus is needed');
  const tell = progress();
  const { series, rejected } = await readSeries(input, (rows) => tell(rows, 'rows read'));
  const bad = describeRejected(rejected);
  if (bad) remark(`PRS_INPUT_INVALID: ${bad}`);
  return series;
}

function toTasks(series: InputSeries[], options: ForecastCommandOptions): PredictionTask[] {
  const own = options.step ?? (options.prometheus === undefined ? undefined : PROMETHEUS_STEP);
  const steps = series.map(({ times }) => own ?? inferStep(times));
  // one point tells no step; its neighbours in the input do
  const common = steps.find((step) => step !== undefined);
  const known = series.map(({ values }) => values.filter(Number.isFinite).length);
  const short = known.filter((count) => count > 0 && count < MINIMUM_POINTS).length;
  if (short > 0) remark(`${short} series with fewer than ${MINIMUM_POINTS} values: their last value is repeated`);
  remarkOnSeasons(options.season, known);
  return series.map((one, index) => {
    const step = steps[index] ?? common;
    if (step === undefined) throw stepUnknown(one.name);
    const { level, season: seasons, min: minimum, max: maximum, explain } = options;
    const horizon = points(options.horizon, step, one.name);
    return { ...one, step, horizon, level, seasons, minimum, maximum, explain };
  });
}

function remarkOnSeasons(seasons: 'auto' | number[], known: readonly number[]): void {
  const longest = seasons === 'auto' ? 0 : Math.max(0, ...seasons);
  const short = known.filter((count) => count > 0 && count < longest).length;
  if (short > 0) remark(`${short} series with fewer values than --season ${longest}, which is left out for them`);
}

function points(horizon: Horizon, step: number, series: string): number {
  const count = 'points' in horizon ? horizon.points : Math.ceil(horizon.seconds / step);
  if (count <= LONGEST_HORIZON) return count;
  const text = `the horizon has ${count} steps of ${step} s in ${JSON.stringify(series)}`;
  const fitting = Math.ceil((count * step) / LONGEST_HORIZON);
  throw new PresageError(
    'PRS_QUERY_TOO_LARGE',
    `${text}; at most ${LONGEST_HORIZON} are predicted: take a shorter --horizon, or --step ${fitting}s or longer`,
  );
}

function stepUnknown(series: string): PresageError {
  return new PresageError(
    'PRS_SERIES_TOO_SHORT',
    `${JSON.stringify(series)} has one point, which tells no step: give --step, like --step 1h`,
  );
}

function toJson({ explanation, ...prediction }: Prediction, explain = false): string {
  return `${JSON.stringify(explain ? { ...prediction, explanation } : prediction)}\n`;
}

function toCsv({ series, points }: Prediction): string {
  const name = toField(series);
  return points
    .map(({ timestamp, value, lower, upper }) => `${name},${timestamp},${value},${lower},${upper}\n`)
    .join('');
}

/** Whoever reads may have seen enough, as `head` does. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
}

async function write(text: string): Promise<void> {
  if (!process.stdout.write(text)) await once(process.stdout, 'drain');
}

function remark(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Tells a count on the standard error, now and then. */
function progress(): (count: number, what: string) => void {
  let last = performance.now();
  return (count, what) => {
    if (performance.now() - last < PROGRESS_MILLISECONDS) return;
    last = performance.now();
    remark(`${count.toLocaleString('en')} ${what}`);
  };
}
