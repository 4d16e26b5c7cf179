import { mkdirSync, writeFileSync } from 'node:fs';
import { serialize } from 'node:v8';
import { parseArgs } from 'node:util';
import { createAlarm, decide, DEFAULT_CONTROLS } from '../exporter/src/analysis/anomaly/alarm.js';
import { createSeries, scorePoint } from '../exporter/src/analysis/anomaly/stream.js';
import { readGolden, readNab, readServers, readWebServices, type LabelledSeries } from './anomalies/data.js';
import { eventScores } from './anomalies/events.js';
import { load } from './anomalies/load.js';
import { nabScore, PROFILES } from './anomalies/nab.js';
import { DETECTORS, type Detector } from './anomalies/peers.js';
import { FAULTS, plant } from './anomalies/planted.js';
import { serverRows } from './anomalies/servers.js';

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
const result = {
  bench: 'anomalies',
  golden,
  rows,
  planted: plantedFaults(),
  alarms: alarms(),
  servers: serverRows(readServers() ?? []),
  cost: cost(),
  load: await load(),
};
const folder = new URL('results/', import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('anomalies.json', folder), `${JSON.stringify(result, null, 2)}\n`);
if (options.json) console.log(JSON.stringify(result));
else {
  for (const table of [golden, rows, result.planted, [result.alarms], result.servers, [result.cost], [result.load]])
    console.table(table);
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

/** Detected: an alarm within the fault. */
function plantedFaults() {
  const faults = plant(services!);
  const outcomes = faults.map(({ fault, start, end, series }) => {
    const delay = alarmsOf(series)
      .slice(start, end + 1)
      .findIndex((active) => active);
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

function alarmsOf({ times, values }: LabelledSeries): boolean[] {
  const series = createSeries();
  const alarm = createAlarm(DEFAULT_CONTROLS);
  return values.map((value, index) => {
    const judged = scorePoint(series, times[index]!, value);
    return judged !== undefined && decide(alarm, DEFAULT_CONTROLS, times[index]!, value, judged).active;
  });
}

/** What alarms of the defaults find in the web services, and how many of them start outside what people labelled. */
function alarms() {
  const skipped = 2 * 1_440;
  let [segments, found, wrong, points] = [0, 0, 0, 0];
  for (const series of services!) {
    const active = alarmsOf(series);
    const inside = new Uint8Array(active.length);
    points += active.length - skipped;
    for (const [start, end] of series.events) {
      inside.fill(1, Math.max(0, start - 3), end + 11);
      if (start < skipped) continue;
      segments++;
      if (active.slice(start, Math.min(end, start + 7) + 1).some(Boolean)) found++;
    }
    wrong += active.filter((now, i) => i >= skipped && now && !active[i - 1] && !inside[i]).length;
  }
  return { segments, recall: found / segments, falseAlarmsASeriesAndWeek: wrong / (points / 10_080) };
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
