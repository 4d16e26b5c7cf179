import { Command, Option } from 'commander';
import { ConfigError, describeProblem } from '../config/problem.js';
import type { CheckResult } from './checks/result.js';
import { configFileOption } from './options.js';

interface CheckOptions {
  'config.file'?: string;
  output: 'table' | 'json';
  offline?: boolean;
}

/** `presage check`: exit code 0 when nothing is wrong (warnings are not), else 1. */
export function command(): Command {
  return new Command('check')
    .addOption(configFileOption())
    .option('--offline', 'look at the configuration only, connect to nothing')
    .addOption(new Option('--output <format>', 'how results look').choices(['table', 'json']).default('table'))
    .addHelpText(
      'after',
      `
Examples:
  $ presage check --config.file presage.yaml
  $ presage check --config.file presage.yaml --offline
  $ presage check --output json | jq '.results[] | select(.status != "ok")'`,
    )
    .action(check);
}

async function check(options: CheckOptions): Promise<void> {
  const results = await run(options);
  const ok = results.every(({ status }) => status !== 'error');
  const { formatTable } = await import('./checks/table.js');
  process.stdout.write(
    options.output === 'json' ? `${JSON.stringify({ ok, results }, null, 2)}\n` : formatTable(results),
  );
  process.exitCode = ok ? 0 : 1;
}

async function run(options: CheckOptions): Promise<CheckResult[]> {
  const { loadConfig } = await import('../config/load.js');
  try {
    const { config, origin } = await loadConfig(options['config.file'], process.env);
    const targets = Object.values(config.targets).flat().length;
    const valid: CheckResult = {
      source: 'config',
      target: origin,
      check: 'syntax',
      ...(targets > 0
        ? { status: 'ok', message: `valid, ${targets} targets` }
        : { status: 'warning', message: 'valid, but it names no target, so there is nothing to do' }),
    };
    if (options.offline) return [valid];
    const { checkTargets } = await import('./checks/run.js');
    return [valid, ...(await checkTargets(config))];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((problem) => ({
      source: 'config',
      target: error.file,
      check: 'syntax',
      status: 'error',
      message: describeProblem(error.file, problem),
      code: problem.code,
    }));
  }
}
