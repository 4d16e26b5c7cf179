import { once } from 'node:events';
import { Command, Option } from 'commander';
import { createAlarm, decide, DEFAULT_CONTROLS, type AlarmState } from '../analysis/anomaly/alarm.js';
import { createSeries, scorePoint, type Sensitivity, type SeriesState } from '../analysis/anomaly/stream.js';
import type { Verdict } from '../analysis/anomaly/verdict.js';
import { toField } from './input/csv.js';
import { describeRejected, streamRows } from './input/read-series.js';
import type { SeriesRow } from './input/series-row.js';

interface DetectOptions {
  input: string;
  sensitivity: Sensitivity;
  output: 'csv' | 'json';
}

const WRITTEN_AT_ONCE = 1 << 16;

/** `presage detect`: a score for every point on the standard output, everything else on the standard error. */
export function command(): Command {
  return new Command('detect')
    .requiredOption('--input <path>', 'series in CSV, also with gzip; - reads the standard input')
    .addOption(
      new Option('--sensitivity <level>', 'how much is an anomaly')
        .choices(['low', 'medium', 'high', 'very-high'])
        .default('medium'),
    )
    .addOption(new Option('--output <format>', 'how results look').choices(['csv', 'json']).default('csv'))
    .addHelpText(
      'after',
      `
A row is series,timestamp,value or timestamp,value; a header may name the columns. Times are RFC 3339,
Unix seconds or milliseconds; rows of a series come in order of time. One row comes out for each that goes in.
A score of 1 is the edge of normal; it is 0 while a series is learnt. JSON has one object a line.

Examples:
  $ presage detect --input metrics.csv > scores.csv
  $ zcat metrics.csv.gz | presage detect --input - --sensitivity high --output json`,
    )
    .action(run);
}

async function run({ input, sensitivity, output }: DetectOptions): Promise<void> {
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
      if (!state) states.set(row.series, (state = create(sensitivity)));
      const judged = scorePoint(state.series, row.time, row.value);
      if (!judged) misplaced++;
      text += format(row, judged ? decide(state.alarm, DEFAULT_CONTROLS, row.time, row.value, judged) : MISPLACED);
      if (text.length > WRITTEN_AT_ONCE) await write();
    }
  });
  await write();
  const remarks = [
    describeRejected(rejected),
    misplaced > 0 ? `${misplaced} rows not scored: not newer than the row before of their series` : undefined,
  ];
  for (const remark of remarks) if (remark) process.stderr.write(`${remark}\n`);
}

function create(sensitivity: Sensitivity) {
  return { series: createSeries({ sensitivity }), alarm: createAlarm(DEFAULT_CONTROLS) };
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
