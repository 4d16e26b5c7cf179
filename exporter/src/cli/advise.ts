import { writeFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { Command, InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../config/config.js';
import { PresageError } from '../error.js';
import { byteSize, wholeNumber } from './options.js';
import { runAdvice, type AdviceRequest } from './advise/run.js';
import { toJson, toSql, toText } from './advise/report.js';
import { recordOf } from './advise/record.js';

interface AdviseOptions {
  database?: string;
  workload: string;
  budget?: number;
  maxIndexes?: number;
  maxWidth: number;
  minimumGain: number;
  minimumCalls: number;
  timeLimit: number;
  record?: string;
  scratch?: string;
  output: 'json' | 'text' | 'sql';
}

const DEFAULT_SECONDS = 45;
/** How far the heap may grow beyond what is used before it is cleared: by default V8 takes four times as much. */
const HEAP_GROWTH_PERCENT = 30;

/** `presage advise`: index advice for one database, once. */
export function command(): Command {
  return new Command('advise')
    .addOption(new Option('--database <url>', 'like postgres://user@host/database').env('DATABASE_URL'))
    .addOption(new Option('--url <url>', 'the same as --database').hideHelp())
    .addOption(new Option('--dsn <url>', 'the same as --database').hideHelp())
    .option('--workload <source>', 'pg_stat_statements, or a file of SQL statements', 'pg_stat_statements')
    .option('--budget <size>', 'bytes for all new indexes together, like 500MB or 5GB', byteSize)
    .option('--max-indexes <number>', 'most indexes to propose', wholeNumber(1, 1_000_000))
    .option('--max-width <number>', 'most columns of an index', wholeNumber(1, 8), 3)
    .option('--minimum-gain <ratio>', 'share of the cost that an index must save', ratio, 0.01)
    .option('--minimum-calls <number>', 'leave out statements with fewer calls', wholeNumber(1, 1_000_000_000), 1)
    .addOption(
      new Option('--time-limit <duration>', 'time for planning, like 30s or 5m')
        .argParser(duration)
        .default(DEFAULT_SECONDS, '45s'),
    )
    .option('--record <file>', 'keep all planner answers for presage select')
    .addOption(
      new Option('--scratch <url>', 'database in which GIN, GiST and other indexes may be tried on samples').env(
        'PRESAGE_SCRATCH_URL',
      ),
    )
    .addOption(new Option('--output <format>', 'how the answer looks').choices(['json', 'text', 'sql']).default('text'))
    .addHelpText(
      'after',
      `
A file of statements may say how often each runs: a comment "-- calls: 120" before it. Other
users of this machine can see the command line: give a URL with a password in DATABASE_URL or PRESAGE_SCRATCH_URL.

Examples:
  $ presage advise --database postgres://presage@localhost/shop --budget 5GB
  $ presage advise --workload queries.sql --output sql
  $ presage advise --record whatif.json --output json`,
    )
    .action(run);
}

async function run(options: AdviseOptions & { url?: string; dsn?: string }): Promise<void> {
  const url = options.url ?? options.dsn ?? options.database;
  if (url === undefined) {
    throw new PresageError('PRS_CONFIG_INVALID', 'presage advise needs --database or the variable DATABASE_URL.');
  }
  const request: AdviceRequest = {
    url,
    workload: options.workload,
    maximumWidth: options.maxWidth,
    minimumGainRatio: options.minimumGain,
    minimumCalls: options.minimumCalls,
    seconds: options.timeLimit,
    ...(options.scratch !== undefined && { scratch: { url: options.scratch } }),
    ...(options.budget !== undefined && { budgetBytes: options.budget }),
    ...(options.maxIndexes !== undefined && { maximumIndexes: options.maxIndexes }),
    onProgress: progress(),
  };
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWTH_PERCENT}`);
  const advice = await runAdvice(request);
  if (options.record !== undefined) await record(options.record, JSON.stringify(recordOf(advice)));
  const format = { json: toJson, text: toText, sql: toSql }[options.output];
  process.stdout.write(format(advice));
}

async function record(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new PresageError('PRS_INPUT_UNREADABLE', `The planner answers cannot be written: ${reason}`, {
      cause: error,
    });
  }
}

/** Shows how far planning is, on a terminal on one line, else now and then. */
function progress(): (planned: number, of: number) => void {
  let shown = 0;
  return (planned, of) => {
    const now = performance.now();
    if (now - shown < (process.stderr.isTTY ? 200 : 5_000)) return;
    shown = now;
    const text = `Planning statement ${planned + 1} of ${of}`;
    process.stderr.write(process.stderr.isTTY ? `\r${text}` : `${text}\n`);
  };
}

function ratio(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError('It must be a number from 0 to 1.');
}

function duration(text: string): number {
  const seconds = parseDuration(text);
  if (seconds !== undefined && seconds > 0) return seconds;
  throw new InvalidArgumentError('It must be a duration such as 30s or 5m.');
}
