import { Command } from 'commander';
import { PresageError } from '../error.js';
import { VERSION } from './version.js';

/** One command, loaded only when it is called or its help is asked for. */
interface LazyCommand {
  summary: string;
  load(): Promise<{ command(): Command }>;
}

const COMMANDS: Record<string, LazyCommand> = {
  serve: { summary: 'run the advisors and answer Prometheus and Grafana', load: () => import('./serve.js') },
  check: { summary: 'test the configuration and every target', load: () => import('./check.js') },
  forecast: { summary: 'predict series with intervals', load: () => import('./forecast.js') },
  detect: { summary: 'score each point of series for anomalies', load: () => import('./detect.js') },
  changepoints: { summary: 'find the moments from which on series changed', load: () => import('./changepoints.js') },
  gate: { summary: 'tell by the exit code whether series got worse', load: () => import('./gate.js') },
  mrc: { summary: 'compute miss-ratio curves of a cache from a trace', load: () => import('./mrc.js') },
  'redis-report': { summary: 'look at the keys of a Redis without harm', load: () => import('./redis-report.js') },
  advise: { summary: 'advise on the indexes of a database', load: () => import('./advise.js') },
  select: { summary: 'choose indexes for recorded planner answers', load: () => import('./select.js') },
};

const program = new Command('presage')
  .description('Derives forecasts, anomalies, index and cache advice from PostgreSQL, Redis and Prometheus.')
  .version(VERSION)
  .showHelpAfterError('(presage --help shows what there is)')
  .addHelpText(
    'after',
    `
Examples:
  $ DATABASE_URL=postgres://presage@localhost/shop presage serve
  $ presage check --config.file /etc/presage/presage.yaml
  $ presage serve --config.file /etc/presage/presage.yaml --web.listen-address 127.0.0.1:10978`,
  );

const words = process.argv.slice(2);
const asked = words[0] === 'help' ? words[1] : words[0];
for (const [name, { summary, load }] of Object.entries(COMMANDS)) {
  if (name === asked) program.addCommand((await load()).command().summary(summary).description(summary));
  else program.command(name).summary(summary).description(summary);
}

try {
  await program.parseAsync();
} catch (error) {
  if (!(error instanceof PresageError)) throw error;
  const hint = error.toApiError().hint;
  process.stderr.write(`${error.message}\n${error.code}: ${hint}\n`);
  process.exitCode = 1;
}
