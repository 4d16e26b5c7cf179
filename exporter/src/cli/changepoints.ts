import { once } from 'node:events';
import { Command, Option } from 'commander';
import { detectChanges } from '../analysis/changepoints/detect.js';
import { toRegular } from './changepoints/regular.js';
import { parseMoment, parseSpan } from './forecast/options.js';
import { toField } from './input/csv.js';
import { describeRejected, readSeries, type InputSeries } from './input/read-series.js';

interface ChangepointsOptions {
  input?: string;
  prometheus?: string;
  expr?: string;
  from: number;
  to: number;
  step: number;
  output: 'json' | 'csv';
}

/** One change as the command writes it; `index` counts the rows of the series from 0. */
interface WrittenChange {
  timestamp: number;
  index: number;
  before: number;
  after: number;
  effect: number | null;
  confidence: number;
  kind: string;
}

const PROMETHEUS_STEP = 300;

/** `presage changepoints`: the moments from which on series behave in another way, on the standard output. */
export function command(): Command {
  const moment = (text: string): number => parseMoment(text);
  return new Command('changepoints')
    .option('--input <path>', 'series in CSV, also with gzip; - reads the standard input')
    .addOption(new Option('--prometheus <url>', 'server to ask instead').conflicts('input'))
    .option('--expr <promql>', 'what to ask it')
    .addOption(new Option('--from <time>', 'start of what is asked').argParser(moment).default(moment('14d'), '14d'))
    .addOption(new Option('--to <time>', 'end of what is asked').argParser(moment).default(moment('0s'), 'now'))
    .addOption(
      new Option('--step <duration>', 'distance of its points').argParser(parseSpan).default(PROMETHEUS_STEP, '5m'),
    )
    .addOption(new Option('--output <format>', 'how results look').choices(['json', 'csv']).default('json'))
    .addHelpText(
      'after',
      `
A row is series,timestamp,value or timestamp,value; a header may name the columns. Times are RFC 3339,
Unix seconds or milliseconds. JSON has one object a series, also for those without a change; CSV one row a change.
A change is the first row of what is new. Seasons, trends, autocorrelation and single spikes are no changes.

Examples:
  $ presage changepoints --input latency.csv
  $ presage changepoints --prometheus http://localhost:9090 --expr 'avg(rate(http_requests_total[5m]))' --from 14d`,
    )
    .action(run);
}

async function run(options: ChangepointsOptions, self: Command): Promise<void> {
  if (options.output === 'csv') await write('series,timestamp,index,before,after,effect,confidence,kind\n');
  for (const series of await load(options, self)) {
    const changes = changesOf(series);
    await write(
      options.output === 'json'
        ? `${JSON.stringify({ series: series.name, changepoints: changes })}\n`
        : changes.map((change) => toCsv(series.name, change)).join(''),
    );
  }
}

async function load({ input, prometheus, expr, from, to, step }: ChangepointsOptions, self: Command) {
  if (prometheus !== undefined) {
    if (expr === undefined) return self.error('error: --prometheus needs --expr');
    const { seriesFromPrometheus } = await import('./forecast/from-prometheus.js');
    return seriesFromPrometheus({ url: prometheus, expr, from, to, step });
  }
  if (input === undefined) return self.error('error: --input or --prometheus is needed');
  const { series, rejected } = await readSeries(input);
  const remark = describeRejected(rejected);
  if (remark) process.stderr.write(`${remark}\n`);
  return series;
}

function changesOf({ times, values }: InputSeries): WrittenChange[] {
  const regular = toRegular(times, values);
  return detectChanges(regular.values).map(({ index, before, after, effect, confidence, kind }) => {
    const row = regular.rows.slice(index).find((one) => one !== undefined)!;
    const rounded = effect === undefined ? null : Number(effect.toFixed(4));
    return {
      timestamp: times[row]!,
      index: row,
      before: shown(before),
      after: shown(after),
      effect: rounded,
      confidence: Number(confidence.toFixed(4)),
      kind,
    };
  });
}

function shown(value: number): number {
  return Number(value.toPrecision(6));
}

function toCsv(series: string, { timestamp, index, before, after, effect, confidence, kind }: WrittenChange): string {
  return `${toField(series)},${timestamp},${index},${before},${after},${effect ?? ''},${confidence},${kind}\n`;
}

async function write(text: string): Promise<void> {
  if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain');
}
