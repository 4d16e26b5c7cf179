import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { bootstrap } from './bootstrap.mjs';
import { progress, root, run } from './run.mjs';

const HELP = `npm test [-- SUITE…]

Installs and builds what is missing, then runs every suite that this machine can run:
  lint types contract access-sampler exporter dashboards demo datasource-plugin panel-plugin e2e

Name suites to run only those. Servers are started on loopback and stopped again.
`;

const NODE_SUITES = ['contract', 'access-sampler', 'exporter', 'dashboards', 'demo'];
const PLUGIN_SUITES = ['datasource-plugin', 'panel-plugin'];
const ALL = ['lint', 'types', ...NODE_SUITES, ...PLUGIN_SUITES, 'e2e'];

const wanted = process.argv.slice(2);
if (wanted.includes('--help') || wanted.includes('-h')) {
  process.stdout.write(HELP);
  process.exit(0);
}
const unknown = wanted.filter((name) => !ALL.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`Unknown suite: ${unknown.join(', ')}\n\n${HELP}`);
  process.exit(2);
}

await bootstrap();
const total = { passed: 0, failed: 0, skipped: 0 };
const leftOut = [];
for (const name of ALL.filter((suite) => wanted.length === 0 || wanted.includes(suite))) {
  progress(`Suite ${name}`);
  const result = await suite(name);
  for (const key of Object.keys(total)) total[key] += result[key] ?? 0;
  progress(`Suite ${name}: ${result.passed} passed, ${result.failed} failed`);
}

if (leftOut.length > 0) progress(`Left out on this machine:\n  ${leftOut.join('\n  ')}`);
else progress('Nothing was left out.');
process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);

function suite(name) {
  if (name === 'lint') return command('npm', ['run', 'lint', '--silent']);
  if (name === 'types') return command('npm', ['run', 'typecheck', '--silent']);
  if (name === 'e2e') return browser();
  return jest(name);
}

async function command(program, programArguments) {
  const { code } = await run(program, programArguments, { allowFailure: true });
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 };
}

/** Jest with a report in a file, so that the numbers of all suites can be added up. */
async function jest(folder) {
  mkdirSync(`${root}/.presage`, { recursive: true });
  const report = `${root}/.presage/jest-${folder}.json`;
  const { code } = await run(
    'npx',
    ['jest', '--silent=false', '--maxWorkers=2', '--json', `--outputFile=${report}`, '--testLocationInResults'],
    {
      cwd: `${root}/${folder}`,
      allowFailure: true,
      env: NODE_SUITES.includes(folder) ? { NODE_OPTIONS: '--experimental-vm-modules --no-warnings' } : {},
    },
  );
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests, numPendingTests, numFailedTestSuites, testResults } = JSON.parse(
    readFileSync(report, 'utf8'),
  );
  for (const file of testResults) {
    for (const test of file.assertionResults)
      if (test.status === 'pending') leftOut.push(`${folder}: ${test.fullName}`);
  }
  const brokenFiles = code !== 0 && numFailedTests === 0 ? Math.max(1, numFailedTestSuites) : 0;
  return { passed: numPassedTests, failed: numFailedTests + brokenFiles, skipped: numPendingTests };
}

async function browser() {
  if (!existsSync('/usr/bin/chromium')) {
    leftOut.push('e2e: there is no /usr/bin/chromium');
    return { passed: 0, failed: 0 };
  }
  if (!process.env.GRAFANA_URL) leftOut.push('e2e: the visit to a real Grafana (GRAFANA_URL is not set)');
  return command('node', ['scripts/e2e.mjs']);
}
