import { Command, InvalidArgumentError, Option } from 'commander';
import { bestPolicies, kneeOf } from '../analysis/caching/curve.js';
import { POLICY_NAMES } from '../analysis/caching/policies/create.js';
import type { PolicyName } from '../analysis/caching/policies/policy.js';
import { CurveBuilder, type CurveAnswer, type CurveRequest } from './mrc/curves.js';
import { describeFirst, readTrace, type TraceSummary } from './mrc/read-trace.js';
import { DEFAULT_SIZES, parseSizes, type SizeRequest } from './mrc/sizes.js';
import { wholeNumber } from './options.js';

interface MrcOptions {
  input: string;
  policy: PolicyName[];
  sizes?: SizeRequest[];
  bytes?: boolean;
  ttl?: boolean;
  maxKeys: number;
  seed: number;
  exact?: boolean;
  output: 'json' | 'csv';
}

const PROGRESS_MILLISECONDS = 2_000;

/** `presage mrc`: miss-ratio curves of a trace on the standard output, everything else on the standard error. */
export function command(): Command {
  return new Command('mrc')
    .requiredOption('--input <path>', 'trace in CSV, also with gzip; - reads the standard input')
    .addOption(
      new Option('--policy <names>', `of ${POLICY_NAMES.join(', ')}`).argParser(parsePolicies).default(['lru'], 'lru'),
    )
    .option(
      '--sizes <list>',
      'like 100,1000,10%: objects (bytes with --bytes) or shares of what all keys need',
      parseSizes,
    )
    .option('--bytes', 'sizes are bytes; lru only')
    .option('--ttl', 'obey the times to live of the trace; lru only')
    .addOption(
      new Option('--max-keys <count>', 'keys in the sample').argParser(wholeNumber(500, 1_000_000)).default(8192),
    )
    .addOption(
      new Option('--seed <number>', 'another seed samples other keys').argParser(wholeNumber(0, 2 ** 31)).default(0),
    )
    .addOption(new Option('--exact', 'use every key; memory grows with the trace').conflicts('maxKeys'))
    .addOption(new Option('--output <format>', 'how results look').choices(['json', 'csv']).default('json'))
    .addHelpText(
      'after',
      `
A row is timestamp,key,size[,op[,ttl]] in seconds and bytes; a header may name the columns, and only --bytes needs sizes.
Every row reads, unless its op is other than get, gets or read. A miss fills.

Examples:
  $ presage mrc --input trace.csv.gz --policy lru,s3fifo,sieve --sizes 1%,5%,10%,20%
  $ presage mrc --input trace.csv --bytes --sizes 67108864,1073741824
  $ zcat trace.csv.gz | presage mrc --input - --ttl --output csv`,
    )
    .action(run);
}

async function run(options: MrcOptions, self: Command): Promise<void> {
  const { input, policy, bytes = false, ttl = false, maxKeys, seed, exact = false } = options;
  if ((bytes || ttl) && policy.some((name) => name !== 'lru')) {
    self.error('error: --bytes and --ttl know no policy but lru');
  }
  const request: CurveRequest = {
    policies: policy,
    sizes: options.sizes ?? DEFAULT_SIZES,
    bytes,
    ttl,
    maxKeys,
    seed,
    exact,
  };
  const builder = new CurveBuilder(request);
  const summary = await readTrace(input, bytes, (row) => builder.add(row), progress());
  const answer = builder.answer();
  remark(summary, answer, request);
  process.stdout.write(options.output === 'csv' ? toCsv(answer) : toJson(answer, summary, request));
}

function parsePolicies(text: string): PolicyName[] {
  const names = [...new Set(text.split(',').map((name) => name.trim()))];
  const unknown = names.filter((name) => !(POLICY_NAMES as string[]).includes(name));
  if (unknown.length === 0) return names as PolicyName[];
  throw new InvalidArgumentError(`Known policies: ${POLICY_NAMES.join(', ')}.`);
}

function progress(): (references: number) => void {
  let last = performance.now();
  return (references) => {
    if (performance.now() - last < PROGRESS_MILLISECONDS) return;
    last = performance.now();
    process.stderr.write(`${references.toLocaleString('en')} references read\n`);
  };
}

function remark({ rejected, hasTtl }: TraceSummary, { sampledKeys, curves }: CurveAnswer, request: CurveRequest): void {
  const lines = [];
  if (rejected.rows > 0) lines.push(`${rejected.rows} rows rejected${describeFirst(rejected)}`);
  if (request.ttl && !hasTtl) lines.push('no row has a ttl, so nothing expires');
  if (Object.keys(curves).length === 0) lines.push(`no curves: ${sampledKeys} sampled keys say too little`);
  for (const line of lines) process.stderr.write(`${line}\n`);
}

function toJson(answer: CurveAnswer, { skipped, rejected }: TraceSummary, { bytes }: CurveRequest): string {
  const { curves, ...counts } = answer;
  const result = {
    ...counts,
    unit: bytes ? 'bytes' : 'objects',
    skippedRows: skipped,
    rejectedRows: rejected,
    curves,
    knee: curves.lru && kneeOf(curves.lru),
    best: bestPolicies(curves),
  };
  return `${JSON.stringify(result, null, 2)}\n`;
}

function toCsv({ curves }: CurveAnswer): string {
  const rows = Object.entries(curves).flatMap(([policy, curve]) =>
    curve.map(({ size, missRatio }) => `${policy},${size},${missRatio}\n`),
  );
  return `policy,size,missRatio\n${rows.join('')}`;
}
