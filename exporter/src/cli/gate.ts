import type { GateSeries } from '@presage/contract/gate';
import { Command, InvalidArgumentError, Option } from 'commander';
import { gateSeries } from '../advisors/changes/gate.js';
import { compare, type CompareOptions } from '../analysis/changepoints/compare.js';
import { PresageError } from '../error.js';
import { parseLevel, parseMoment, parseNumber, parseSpan } from './forecast/options.js';
import { pairUp } from './gate/pairs.js';
import { describeRejected, readSeries, type InputSeries } from './input/read-series.js';

interface GateOptions {
  baseline?: string;
  candidate?: string;
  prometheus?: string;
  expr?: string;
  at?: number;
  baselineExpr?: string;
  before: string;
  after: string;
  history: string;
  step: string;
  direction: 'lower-is-better' | 'higher-is-better';
  minimumEffect: number;
  confidence: number;
  failOnUnsure?: boolean;
  output: 'text' | 'json';
}

/** 1 is for errors, as in every command. */
const EXIT = { regression: 2, unsure: 3 };

/** `presage gate`: whether what is new is worse than what was, told by the exit code. */
export function command(): Command {
  const moment = (text: string): number => parseMoment(text);
  const span = (flag: string, description: string, text: string) =>
    new Option(flag, description).argParser(spanText).default(text);
  return new Command('gate')
    .option('--baseline <path>', 'series in CSV of how it was; - reads the standard input')
    .option('--candidate <path>', 'series in CSV of how it is now')
    .addOption(new Option('--prometheus <url>', 'server to ask instead').conflicts(['baseline', 'candidate']))
    .option('--expr <promql>', 'what to ask it')
    .option('--baseline-expr <promql>', 'what to compare with over the same time, instead of the time before --at')
    .option('--at <time>', 'when the change happened: RFC 3339, Unix seconds, or how long ago like 30m', moment)
    .addOption(span('--before <duration>', 'how much before it is the baseline', '1h'))
    .addOption(span('--after <duration>', 'how much after it is the candidate', '30m'))
    .addOption(span('--history <duration>', 'how much before it is read to know the seasons', '4d'))
    .addOption(span('--step <duration>', 'distance of the points of Prometheus', '1m'))
    .addOption(
      new Option('--direction <which>', 'what is good')
        .choices(['lower-is-better', 'higher-is-better'])
        .default('lower-is-better'),
    )
    .addOption(
      new Option('--minimum-effect <ratio>', 'smallest relative change that matters').argParser(share).default(0.05),
    )
    .addOption(new Option('--confidence <level>', 'how sure a change must be').argParser(parseLevel).default(0.99))
    .option('--fail-on-unsure', 'exit 3 when nothing is worse but something cannot be decided')
    .addOption(new Option('--output <format>', 'how results look').choices(['text', 'json']).default('text'))
    .addHelpText(
      'after',
      `
Series of the same name are compared; two files of one series each are compared whatever their names. A row is
series,timestamp,value or timestamp,value. The test is robust to outliers and allows for autocorrelation.

Exit codes:
  0  no series is worse
  1  the question could not be answered: wrong options, nothing to read, server not reached
  2  at least one series is worse
  3  with --fail-on-unsure: none is worse, but at least one cannot be decided

Examples:
  $ presage gate --baseline main.csv --candidate branch.csv
  $ presage gate --baseline a.csv --candidate b.csv --direction higher-is-better --minimum-effect 0.02 --output json
  $ presage gate --prometheus http://localhost:9090 --expr 'avg(http_latency_seconds)' --at 2026-11-21T10:00:00Z
  $ presage gate --prometheus http://localhost:9090 --expr 'avg(latency{track="canary"})' --baseline-expr 'avg(latency{track="stable"})'`,
    )
    .action(run);
}

async function run(options: GateOptions, self: Command): Promise<void> {
  const answers = options.prometheus === undefined ? await fromFiles(options, self) : await fromServer(options, self);
  for (const one of answers) {
    const { series, verdict, text, ...numbers } = one;
    process.stdout.write(
      options.output === 'json'
        ? `${JSON.stringify({ series, verdict, ...numbers })}\n`
        : `${verdict.padEnd(6)} ${series}: ${text}\n`,
    );
  }
  const verdicts = new Set(answers.map(({ verdict }) => verdict));
  if (verdicts.has('worse')) process.exitCode = EXIT.regression;
  else if (options.failOnUnsure && verdicts.has('unsure')) process.exitCode = EXIT.unsure;
}

async function fromFiles({ baseline, candidate, ...options }: GateOptions, self: Command): Promise<GateSeries[]> {
  if (baseline === undefined || candidate === undefined) {
    return self.error('error: --baseline and --candidate are needed, or --prometheus');
  }
  const { pairs, alone } = pairUp(await load(baseline), await load(candidate));
  if (alone.length > 0) remark(`only on one side: ${alone.slice(0, 10).join(', ')}${alone.length > 10 ? ', …' : ''}`);
  if (pairs.length === 0) throw new PresageError('PRS_INPUT_INVALID', 'no series is in both inputs');
  return pairs.map(({ series, before, after }) => gateSeries(series, compare(before, after, wanted(options))));
}

async function fromServer(
  { prometheus, expr, at, baselineExpr, ...options }: GateOptions,
  self: Command,
): Promise<GateSeries[]> {
  if (expr === undefined || (at === undefined && baselineExpr === undefined)) {
    return self.error('error: --prometheus needs --expr and --at, or --expr and --baseline-expr');
  }
  const { gateOfServer } = await import('./gate/from-prometheus.js');
  const { before, after, history, step } = options;
  const question = { expr, at, baseline: baselineExpr, before, after, history, step, ...wanted(options) };
  const { series, notices } = await gateOfServer(prometheus!, question);
  for (const { text } of notices) remark(text);
  return series;
}

function wanted({ direction, minimumEffect, confidence }: Omit<GateOptions, 'baseline' | 'candidate'>): CompareOptions {
  return { direction, minimumEffect, confidence };
}

async function load(path: string): Promise<InputSeries[]> {
  const { series, rejected } = await readSeries(path);
  const rows = describeRejected(rejected);
  if (rows) remark(`${path}: ${rows}`);
  return series;
}

/** A duration as it was written, once it is known to be one. */
function spanText(text: string): string {
  parseSpan(text);
  return text;
}

function share(text: string): number {
  const value = parseNumber(text);
  if (value >= 0) return value;
  throw new InvalidArgumentError('It must not be negative.');
}

function remark(text: string): void {
  process.stderr.write(`${text}\n`);
}
