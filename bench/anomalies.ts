import { mkdirSync, writeFileSync } from 'node:fs';
import { serialize } from 'node:v8';
import { parseArgs } from 'node:util';
import { createSeries, scorePoint } from '../exporter/src/analysis/anomaly/stream.js';
import { readGolden, readNab, readWebServices, type LabelledSeries } from './anomalies/data.js';
import { eventScores } from './anomalies/events.js';
import { nabScore, PROFILES } from './anomalies/nab.js';
import { DETECTORS, type Detector } from './anomalies/peers.js';
import { FAULTS, plant } from './anomalies/planted.js';

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
});
if (options.help) {
  console.log('Usage: bench/anomalies.ts [--json]\n\nScores anomaly detectors on public data beside the repository.');
  process.exit(0);
}

type Part = 'all' | 'even' | 'odd';
/** Constants were chosen on the even series; the odd ones were only looked at. */
const PARTS: readonly Part[] = ['all', 'even', 'odd'];

const nab = readNab();
const services = readWebServices();
if (!nab || !services) {
  console.error('skipped: the data are not there');
  process.exit(0);
}
const golden = ['numenta', 'windowedGaussian'].map((detector) => {
  const scores = readGolden(detector);
  return {
    detector,
    ...nabScores(
      nab,
      nab.map(({ id }) => scores.get(id)!),
    ),
  };
});
const rows = Object.entries(DETECTORS).flatMap(([name, detector]) => measure(name, detector));
const result = { bench: 'anomalies', golden, rows, planted: plantedFaults(), cost: cost() };
const folder = new URL('results/', import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('anomalies.json', folder), `${JSON.stringify(result, null, 2)}\n`);
if (options.json) console.log(JSON.stringify(result));
else {
  for (const table of [golden, rows, result.planted, [result.cost]]) console.table(table);
}

function measure(detector: string, detect: Detector) {
  const onNab = nab!.map(detect);
  const start = process.cpuUsage();
  const onServices = services!.map(detect);
  const points = services!.reduce((sum, { values }) => sum + values.length, 0);
  const microsecondsAPoint = process.cpuUsage(start).user / points;
  console.error(`${detector}: ${microsecondsAPoint.toFixed(2)} µs a point`);
  return PARTS.map((part) => ({
    detector,
    part,
    ...nabScores(pick(nab!, part), pick(onNab, part)),
    ...eventScores(pick(services!, part), pick(onServices, part)),
    microsecondsAPoint,
  }));
}

function nabScores(corpus: readonly LabelledSeries[], scores: readonly ArrayLike<number>[]): Record<string, number> {
  return Object.fromEntries(PROFILES.map((profile) => [`nab ${profile.name}`, nabScore(corpus, scores, profile)]));
}

function pick<T>(all: readonly T[], part: Part): T[] {
  return all.filter((_, index) => part === 'all' || (index % 2 === 0) === (part === 'even'));
}

/** Detected: a score of 1 within the fault. */
function plantedFaults() {
  const faults = plant(services!);
  const outcomes = faults.map(({ fault, start, end, series }) => {
    const scores = DETECTORS.presage!(series);
    const delay = scores.subarray(start, end + 1).findIndex((score) => score >= 1);
    return { fault, delay };
  });
  return FAULTS.map((fault) => {
    const own = outcomes.filter((one) => one.fault === fault);
    const delays = own.flatMap(({ delay }) => (delay < 0 ? [] : [delay])).sort((a, b) => a - b);
    return {
      fault,
      planted: own.length,
      detected: delays.length / own.length,
      medianDelay: delays[delays.length >> 1],
    };
  });
}

/** A series at five minutes over two weeks. */
function cost() {
  const series = 25;
  const points = 4_032;
  const states = Array.from({ length: series }, () => createSeries());
  const start = process.cpuUsage();
  for (const state of states) {
    for (let i = 0; i < points; i++) scorePoint(state, i * 300, Math.sin(i / 46) + Math.sin(i * i));
  }
  const microsecondsAPoint = process.cpuUsage(start).user / (points * series);
  return { microsecondsAPoint, bytesASeries: serialize(states[0]).length };
}
