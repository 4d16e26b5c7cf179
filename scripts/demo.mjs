import { execFile } from 'node:child_process';
import { parseArgs } from 'node:util';
import { bootstrap } from './bootstrap.mjs';
import { progress, root } from './run.mjs';

const HELP = `npm run demo -- [options]

Starts a small shop with planted faults under load, and Presage beside it with Prometheus and Alertmanager:
in containers where a Docker engine runs, else as processes of this machine. Ctrl-C ends it.

  --local             as processes, also where Docker runs
  --no-page           without the page that shows the panels
  --exit-after <time> ends after that time of running (90s, 5m), with a latency spike on the way and a report;
                      exit code 0 only if every planted fault was found and an alert was delivered
  --json              the report as one JSON object on stdout; progress is on stderr in any case
  --help              this text
`;

const OPTIONS = {
  local: { type: 'boolean', default: false },
  'no-page': { type: 'boolean', default: false },
  'exit-after': { type: 'string' },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};

/** Seconds of a time such as `120s` or `2m`. */
function seconds(text) {
  const match = /^(\d{1,6})(s|m|h)$/.exec(text);
  if (!match) throw new Error(`--exit-after needs a time such as 120s or 2m, not ${JSON.stringify(text)}`);
  return Number(match[1]) * { s: 1, m: 60, h: 3600 }[match[2]];
}

function answers(command, commandArguments) {
  return new Promise((resolve) => {
    execFile(command, commandArguments, { timeout: 10_000 }, (error) => resolve(error === null));
  });
}

/** Whether a Docker engine runs and can Compose. */
async function dockerRuns() {
  return (await answers('docker', ['info'])) && (await answers('docker', ['compose', 'version']));
}

/** Aborts at the first Ctrl-C, so that everything is stopped in order; the second one ends at once. */
function endOnSignal() {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM']) {
    process.on(name, () => (controller.signal.aborted ? process.exit(130) : controller.abort()));
  }
  return controller.signal;
}

async function main() {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) return void process.stdout.write(HELP);
  const exitAfterSeconds = values['exit-after'] === undefined ? undefined : seconds(values['exit-after']);
  const mode = !values.local && (await dockerRuns()) ? 'compose' : 'local';
  progress(mode === 'compose' ? 'A Docker engine runs: using containers' : 'Using processes of this machine');
  await bootstrap();
  const signal = endOnSignal();
  const { tsImport } = await import('tsx/esm/api');
  const { runDemo } = await tsImport('../demo/src/run/main.ts', import.meta.url);
  const page = !values['no-page'];
  const code = await runDemo({ root, mode, page, exitAfterSeconds, json: values.json, signal, report: progress });
  process.exit(code);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error.name === 'AbortError' ? 'Ended before it was up' : error.message}\n`);
  process.exit(1);
}
