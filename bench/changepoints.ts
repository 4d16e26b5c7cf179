import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readPerformanceTests, readTuring, type AnnotatedSeries } from './changepoints/data.js';
import { DETECTORS, type ChangeDetector } from './changepoints/peers.js';
import { plantedRegressions, plantedSteps } from './changepoints/planted.js';
import { covering, f1 } from './changepoints/scores.js';

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
});
if (options.help) {
  console.log('Usage: bench/changepoints.ts [--json]\n\nScores detectors of change points on public and on made data.');
  process.exit(0);
}

const turing = readTuring();
const performanceTests = readPerformanceTests();
if (!turing || !performanceTests) {
  console.error('skipped: the data are not there');
  process.exit(0);
}

const rows = Object.entries(DETECTORS).map(([name, detect]) => scored(name, detect, turing));
const each = turing.map((series) => ({ id: series.id, ...scoresOf(DETECTORS.presage!, series) }));
const histories = performanceTests.map(({ id, values, known }) => ({
  id,
  points: values.length,
  changes: DETECTORS.presage!(values),
  known,
}));
const result = {
  bench: 'changepoints',
  rows,
  each,
  histories,
  steps: plantedSteps(),
  regressions: plantedRegressions(),
};
const folder = new URL('results/', import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('changepoints.json', folder), `${JSON.stringify(result, null, 2)}\n`);
if (options.json) console.log(JSON.stringify(result));
else for (const table of [rows, each, histories, result.steps, result.regressions]) console.table(table);

function scored(detector: string, detect: ChangeDetector, all: AnnotatedSeries[]) {
  const start = process.cpuUsage();
  const scores = all.map((series) => scoresOf(detect, series));
  const milliseconds = process.cpuUsage(start).user / 1_000;
  const average = (key: 'f1' | 'cover') => scores.reduce((sum, one) => sum + one[key], 0) / scores.length;
  return { detector, f1: average('f1'), cover: average('cover'), millisecondsASeries: milliseconds / all.length };
}

function scoresOf(detect: ChangeDetector, { values, annotations }: AnnotatedSeries) {
  const filled: number[] = [];
  for (const value of values) filled.push(Number.isNaN(value) ? (filled.at(-1) ?? 0) : value);
  const changes = detect(filled);
  return { f1: f1(annotations, changes), cover: covering(annotations, changes, values.length), changes };
}
