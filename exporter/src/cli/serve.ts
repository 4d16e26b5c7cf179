import { availableParallelism } from 'node:os';
import { Command, Option } from 'commander';
import { createLog, LOG_FORMATS, LOG_LEVELS, type LogFormat, type LogLevel } from './log.js';
import { configFileOption, pagePath, shardOf, wholeNumber } from './options.js';
import { VERSION } from './version.js';

interface ServeOptions {
  'config.file'?: string;
  'web.listenAddress': string;
  'web.config.file'?: string;
  'web.telemetryPath': string;
  'analysis.workers': number;
  'log.level': LogLevel;
  'log.format': LogFormat;
  shard?: { index: number; count: number };
}

/** Threads by default: one of them is left to requests while the others do what the schedule wants. */
const MOST_THREADS = 4;

/** `presage serve`: runs until SIGTERM or SIGINT; SIGHUP reloads the configuration. */
export function command(): Command {
  return new Command('serve')
    .addOption(configFileOption())
    .option('--web.listen-address <address>', 'address to listen on', ':10978')
    .option('--web.config.file <path>', 'TLS, users and tokens, in the format of the Prometheus exporter toolkit')
    .addOption(new Option('--web.telemetry-path <path>', 'path of the metrics').default('/metrics').argParser(pagePath))
    .addOption(
      new Option('--analysis.workers <n>', 'threads for analysis; 0: in the main thread')
        .default(Math.min(MOST_THREADS, availableParallelism()), 'one a core, at most 4')
        .argParser(wholeNumber(0, 64)),
    )
    .addOption(new Option('--shard <i/n>', 'take care of one of n parts of the targets, e.g. 1/3').argParser(shardOf))
    .addOption(new Option('--log.level <level>', 'least severity that is logged').choices(LOG_LEVELS).default('info'))
    .addOption(new Option('--log.format <format>', 'how log lines look').choices(LOG_FORMATS).default('text'))
    .addHelpText(
      'after',
      `
Examples:
  $ PROMETHEUS_URL=http://localhost:9090 presage serve
  $ presage serve --config.file presage.yaml --web.listen-address 127.0.0.1:10978
  $ presage serve --config.file presage.yaml --web.config.file web.yaml --log.format json
  $ presage serve --config.file presage.yaml --shard 2/3

Signals: SIGHUP reads the configuration again, SIGTERM and SIGINT end the exporter, a second one at once.`,
    )
    .action(serve);
}

async function serve(options: ServeOptions): Promise<void> {
  const { App } = await import('../app.js');
  const log = createLog(options['log.level'], options['log.format'], (line) => process.stderr.write(line));
  log.info({ version: VERSION, node: process.version }, 'presage starts');
  const app = await App.start({
    version: VERSION,
    environment: process.env,
    log,
    listenAddress: options['web.listenAddress'],
    telemetryPath: options['web.telemetryPath'],
    analysisWorkers: options['analysis.workers'],
    configFile: options['config.file'],
    webConfigFile: options['web.config.file'],
    shard: options.shard,
  });

  // a failed reload is logged and counted where it fails
  process.on('SIGHUP', () => void app.reload().catch(() => undefined));
  let stopping = false;
  const stop = async (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ signal }, 'presage stops');
    await app.close();
    log.info('presage stopped');
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
