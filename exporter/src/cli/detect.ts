import { once } from 'node:events';
import { Command, InvalidArgumentError, Option } from 'commander';
import {
  createAlarm,
  decide,
  DEFAULT_CONTROLS,
  type AlarmControls,
  type AlarmState,
} from '../analysis/anomaly/alarm.js';
import { createSeries, scorePoint, type Sensitivity, type SeriesState } from '../analysis/anomaly/stream.js';
import type { Verdict } from '../analysis/anomaly/verdict.js';
import { parseNumber, parseSpan } from './forecast/options.js';
import { toField } from './input/csv.js';
import { describeRejected, nothing, streamRows } from './input/read-series.js';
import type { SeriesRow } from './input/series-row.js';

interface DetectOptions {
  input: string;
  sensitivity: Sensitivity;
  output: 'csv' | 'json';
  season?: number;
  direction: AlarmControls['direction'];
  minimumDeviation: number;
  minimumRelativeDeviation: number;
  lowest: number;
  highest: number;
  points: { points: number; of: number };
  refractory: number;
  budget?: number;
}

const WRITTEN_AT_ONCE = 1 << 16;
const LONGEST_MEMORY = 30;

/** `presage detect`: a score for every point on the standard output, everything else on the standard error. */
export function command(): Command {
  return new Command('detect')
    .requiredOption('--input <path>', 'series in CSV, also with gzip; - reads the standard input')
    .addOption(
      new Option('--sensitivity <level>', 'how much is an anomaly')
        .choices(['low', 'medium', 'high', 'very-high'])
        .default('medium'),
    )
    .addOption(new Option('--season <duration>', 'its length; default: a day, or a week').argParser(parseSpan))
    .addOption(
      new Option('--direction <side>', 'which side of normal counts')
        .choices(['both', 'above', 'below'])
        .default('both'),
    )
    .addOption(new Option('--minimum-deviation <size>', 'smaller ones do not count').argParser(size).default(0))
    .addOption(
      new Option('--minimum-relative-deviation <ratio>', 'the same as a share of what is expected')
        .argParser(size)
        .default(0),
    )
    .addOption(
      new Option('--lowest <value>', 'values below cannot be').argParser(parseNumber).default(-Infinity, 'none'),
    )
    .addOption(
      new Option('--highest <value>', 'values above cannot be').argParser(parseNumber).default(Infinity, 'none'),
    )
    .addOption(
      new Option('--points <n/m>', 'an alarm needs n odd points of the last m')
        .argParser(share)
        .default({ points: 1, of: 1 }, '1/1'),
    )
    .addOption(
      new Option('--refractory <duration>', 'no other alarm so long after one').argParser(parseSpan).default(0, 'none'),
    )
    .addOption(new Option('--budget <alarms>', 'alarms a week that a series may raise').argParser(positive))
    .addOption(new Option('--output <format>', 'how results look').choices(['csv', 'json']).default('csv'))
    .addHelpText(
      'after',
      `
A row is series,timestamp,value or timestamp,value; a header may name the columns. Times are RFC 3339,
Unix seconds or milliseconds; rows of a series come in order of time. One row comes out for each that goes in.
A score of 1 is the edge of normal; it is 0 while a series is learnt. JSON has one object a line.

Examples:
  $ presage detect --input metrics.csv > scores.csv
  $ presage detect --input latency.csv --direction above --minimum-deviation 0.05 --budget 1
  $ zcat metrics.csv.gz | presage detect --input - --sensitivity high --output json`,
    )
    .action(run);
}

async function run({ input, output, ...options }: DetectOptions): Promise<void> {
  const controls: AlarmControls = { ...DEFAULT_CONTROLS, ...options, ...options.points };
  const states = new Map<string, { series: SeriesState; alarm: AlarmState }>();
  const format = output === 'csv' ? toCsv : toJson;
  let misplaced = 0;
  let text = output === 'csv' ? 'series,timestamp,value,expected,lower,upper,score,anomaly,detector\n' : '';
  const write = async () => {
    if (!process.stdout.write(text)) await once(process.stdout, 'drain');
    text = '';
  };
  const rejected = await streamRows(input, async (rows) => {
    for (const row of rows) {
      let state = states.get(row.series);
      if (!state) states.set(row.series, (state = create(options, controls)));
      const judged = scorePoint(state.series, row.time, row.value);
      if (!judged) misplaced++;
      text += format(row, judged ? decide(state.alarm, controls, row.time, row.value, judged) : MISPLACED);
      if (text.length > WRITTEN_AT_ONCE) await write();
    }
  });
  if (states.size === 0) throw nothing(rejected);
  await write();
  const remarks = [
    describeRejected(rejected),
    misplaced > 0
      ? `${misplaced} rows not scored: not newer than the row before of their series; sort the input by time`
      : undefined,
  ];
  for (const remark of remarks) if (remark) process.stderr.write(`${remark}\n`);
}

function create({ sensitivity, season }: Pick<DetectOptions, 'sensitivity' | 'season'>, controls: AlarmControls) {
  return { series: createSeries({ sensitivity, season }), alarm: createAlarm(controls) };
}

function size(text: string): number {
  const value = parseNumber(text);
  if (value >= 0) return value;
  throw new InvalidArgumentError('It must not be negative.');
}

function positive(text: string): number {
  const value = parseNumber(text);
  if (value > 0) return value;
  throw new InvalidArgumentError('It must be more than nothing.');
}

function share(text: string): DetectOptions['points'] {
  const [, points = 0, of = 0] = (/^(\d{1,2})\/(\d{1,2})$/.exec(text) ?? []).map(Number);
  if (points >= 1 && points <= of && of <= LONGEST_MEMORY) return { points, of };
  throw new InvalidArgumentError(`It must be like 3/5, of ${LONGEST_MEMORY} at most.`);
}

/** Every row gets a score, so that the output has as many as the input. */
const MISPLACED = { active: false, warmup: true };

type Said = Pick<Verdict, 'active' | 'warmup' | 'score' | 'detector' | 'expected' | 'lower' | 'upper'>;

function toCsv({ series, time, value }: SeriesRow, said: Said): string {
  const { expected, lower, upper, score, active, detector } = said;
  const numbers = `${time},${number(value)},${number(expected)},${number(lower)},${number(upper)}`;
  return `${toField(series)},${numbers},${number(score ?? 0)},${active ? 1 : 0},${detector ?? ''}\n`;
}

function toJson({ series, time, value }: SeriesRow, said: Said): string {
  const { expected, lower, upper, score, active, detector, warmup } = said;
  const known = { score: score ?? 0, anomaly: active, warmup, detector, expected, lower, upper };
  return `${JSON.stringify({ series, timestamp: time, value: Number.isNaN(value) ? null : value, ...known })}\n`;
}

/** Six significant digits; empty where there is none. */
function number(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '' : String(value === 0 ? 0 : Number(value.toPrecision(6)));
}
