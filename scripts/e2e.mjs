import { readdirSync } from 'node:fs';
import { bootstrap } from './bootstrap.mjs';
import { progress, root, run } from './run.mjs';

const HELP = `npm run e2e [-- NAME…]

Installs and builds what is missing, then runs the browser tests of e2e/tests (those whose file name contains a NAME):
both built plugins with the real Grafana libraries in Chromium, over the real exporter on servers of its own.
Pictures land in e2e/output/. With GRAFANA_URL (and GRAFANA_USER, GRAFANA_PASSWORD) a real Grafana is visited, too.
`;

const names = process.argv.slice(2);
if (names.includes('--help') || names.includes('-h')) {
  process.stdout.write(HELP);
  process.exit(0);
}
await bootstrap();
const files = readdirSync(`${root}/e2e/tests`)
  .filter((file) => file.endsWith('.test.mjs'))
  .filter((file) => names.length === 0 || names.some((name) => file.includes(name)));
if (files.length === 0) {
  process.stderr.write(`No test file contains ${names.join(' or ')}.\n\n${HELP}`);
  process.exit(2);
}
// servers and browsers of several files at once would only wait for each other
const options = ['--test', '--test-concurrency=1', '--test-reporter=spec'];
const types = await run('npm', ['run', 'typecheck', '--silent'], { cwd: `${root}/e2e`, allowFailure: true });
const tests = await run('node', [...options, ...files.map((file) => `tests/${file}`)], {
  cwd: `${root}/e2e`,
  allowFailure: true,
});
progress(`Browser tests ${tests.code === 0 ? 'passed' : 'failed'}; pictures: e2e/output/`);
if (types.code !== 0) progress('The types of the page are wrong.');
process.exit(tests.code || types.code);
