import { Command, Option } from 'commander';
import type { Job } from '../advisors/advisor.js';
import { analyseKeyspace } from '../advisors/keyspace/analyse.js';
import { keyspaceJobs, type KeyspaceConfig } from '../advisors/keyspace/config.js';
import { inspect } from '../advisors/keyspace/observe.js';
import { configSchema, type Config } from '../config/config.js';
import { PresageError } from '../error.js';
import { createSources } from '../sources/create.js';
import { wholeNumber } from './options.js';
import { reportOf, reportText } from './redis-report/report.js';

interface ReportOptions {
  url: string;
  mode: 'standalone' | 'sentinel' | 'cluster';
  masterName?: string;
  caFile?: string;
  keys: number;
  load: number;
  timeout: number;
  output: 'text' | 'json';
}

const PROGRESS_MILLISECONDS = 1_000;
const SOURCE_NAME = 'redis';

/** `presage redis-report`: what the advisor sees in a Redis, on the standard output; progress on the standard error. */
export function command(): Command {
  return new Command('redis-report')
    .requiredOption('--url <url>', 'like redis://user@host:6379/0; a password may stand in REDIS_PASSWORD instead')
    .addOption(
      new Option('--mode <mode>', 'sentinel asks the url for the master, cluster reads every master')
        .choices(['standalone', 'sentinel', 'cluster'])
        .default('standalone'),
    )
    .option('--master-name <name>', 'as the sentinel knows it')
    .option('--ca-file <path>', 'authority that signed the certificate of a rediss:// server')
    .addOption(new Option('--keys <count>', 'keys to look at').argParser(wholeNumber(1, 1_000_000)).default(20_000))
    .addOption(
      new Option('--load <percent>', 'of a core of the server, while it runs').argParser(wholeNumber(1, 50)).default(2),
    )
    .addOption(new Option('--timeout <seconds>', 'ends the scan').argParser(wholeNumber(1, 86_400)).default(300))
    .addOption(new Option('--output <format>', 'how the report looks').choices(['text', 'json']).default('text'))
    .addHelpText(
      'after',
      `
It reads names, sizes and ages of keys, never a value, and changes nothing. Commands that the user may not run are left out and named.
The password of a sentinel may stand in REDIS_SENTINEL_PASSWORD.

Examples:
  $ presage redis-report --url redis://localhost:6379
  $ REDIS_PASSWORD=... presage redis-report --url redis://presage@cache:6379/2 --keys 100000 --load 5
  $ presage redis-report --url rediss://cache:6380 --ca-file /etc/ssl/cache-ca.pem
  $ presage redis-report --url redis://sentinel-1:26379 --mode sentinel --master-name mymaster
  $ presage redis-report --url redis://node-1:7000 --mode cluster --output json | jq .recommendations`,
    )
    .action(run);
}

async function run(options: ReportOptions): Promise<void> {
  const config = configOf(options);
  const [job] = keyspaceJobs(config);
  const settings: Job<KeyspaceConfig> = {
    ...job!,
    config: { ...job!.config, budgetSeconds: options.timeout, maximumSeries: Infinity },
  };
  const sources = createSources(config, { request: () => undefined, retry: () => undefined });
  try {
    // the scan ends by its own budget; the rest is given some time more
    const signal = AbortSignal.timeout((options.timeout + 30) * 1_000);
    const observation = await inspect(
      sources.redis(SOURCE_NAME),
      settings.config,
      signal,
      undefined,
      progress(options.keys),
    );
    const findings = analyseKeyspace(observation, settings, undefined);
    const report = reportOf(findings, observation);
    process.stdout.write(options.output === 'json' ? `${JSON.stringify(report, null, 2)}\n` : reportText(report));
  } finally {
    await sources.close();
  }
}

function configOf({ url, mode, masterName, caFile, keys, load, timeout }: ReportOptions): Config {
  if (mode === 'sentinel' && masterName === undefined) {
    throw new PresageError('PRS_CONFIG_INVALID', '--mode sentinel needs --master-name');
  }
  const { REDIS_PASSWORD: password, REDIS_SENTINEL_PASSWORD: sentinelPassword } = process.env;
  const login = {
    ...(password !== undefined && { password }),
    ...(sentinelPassword !== undefined && { sentinel_password: sentinelPassword }),
    ...(masterName !== undefined && { master_name: masterName }),
    ...(caFile !== undefined && { tls: { ca_file: caFile } }),
  };
  const parsed = configSchema.safeParse({
    targets: { redis: [{ name: SOURCE_NAME, url, mode, ...login }] },
    advisors: {
      keyspace: {
        interval: `${Math.min(604_800, timeout * 2)}s`,
        timeout: `${timeout}s`,
        keys_per_run: keys,
        sample_keys: Math.min(200_000, Math.max(1_000, keys)),
        max_load_ratio: load / 100,
      },
    },
  });
  if (parsed.success) return parsed.data;
  throw new PresageError('PRS_CONFIG_INVALID', parsed.error.issues.map(({ message }) => message).join('; '));
}

function progress(wanted: number): (node: string, count: number) => void {
  let last = -Infinity;
  return (node, count) => {
    if (performance.now() - last < PROGRESS_MILLISECONDS) return;
    last = performance.now();
    process.stderr.write(`${node}: ${count.toLocaleString('en')} of at most ${wanted.toLocaleString('en')} keys\n`);
  };
}
