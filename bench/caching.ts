import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  byteErrors,
  lruErrors,
  memoryOf,
  policyErrors,
  simulatorErrors,
  speedOf,
  ttlErrors,
} from './caching/measures.js';
import { loadTrace, TRACE_NAMES } from './caching/traces.js';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    trace: { type: 'string', multiple: true },
    help: { type: 'boolean', default: false },
  },
});
if (options.help) {
  console.log(
    `Usage: bench/caching.ts [--json] [--trace NAME]...\n
Scores miss-ratio curves against the exact answers beside the repository (../shared/data), five seeds each.
  --trace  ${TRACE_NAMES.join(', ')}`,
  );
  process.exit(0);
}

interface Row {
  measure: string;
  median: number;
  worst: number;
  /** Median of the seeds for each trace. */
  traces: Record<string, number>;
}

const samples = new Map<string, Record<string, number[]>>();
const choices = { clear: 0, named: 0, regret: 0 };
const measured: string[] = [];
for (const name of TRACE_NAMES) {
  if (options.trace && !options.trace.includes(name)) continue;
  const trace = loadTrace(name);
  if (!trace) {
    console.error(`${name}: skipped, the data are not there`);
    continue;
  }
  console.error(name);
  measured.push(name);
  record('LRU, 8192 keys', name, lruErrors(trace, 8192));
  record('LRU, 2048 keys', name, lruErrors(trace, 2048));
  const policies = policyErrors(trace);
  for (const [policy, errors] of Object.entries(policies.errors)) record(`${policy}, 4000 keys`, name, errors);
  choices.clear += policies.clear;
  choices.named += policies.named;
  choices.regret = Math.max(choices.regret, policies.regret);
  record('LRU with TTL, 8192 keys', name, ttlErrors(trace));
  record('LRU in bytes, 8192 keys', name, byteErrors(trace));
  for (const [policy, error] of Object.entries(simulatorErrors(trace))) record(`exact ${policy}`, name, [error]);
  record('references a second', name, [speedOf(trace)]);
}

const rows = [...samples].map(([measure, traces]): Row => {
  const values = Object.values(traces).flat();
  // the slowest is the worst speed
  const worst = measure === 'references a second' ? Math.min(...values) : Math.max(...values);
  const medians = Object.entries(traces).map(([name, errors]) => [name, median(errors)]);
  return { measure, median: median(values), worst, traces: Object.fromEntries(medians) as Record<string, number> };
});
const result = {
  bench: 'caching',
  rows,
  bestPolicy: choices,
  memoryBytes: { objects: memoryOf('objects'), bytes: memoryOf('bytes') },
};
print();
if (!options.trace) {
  const folder = new URL('results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL('caching.json', folder), `${JSON.stringify(result, null, 2)}\n`);
}
if (options.json) console.log(JSON.stringify(result));

function record(measure: string, trace: string, values: number[] | undefined): void {
  if (!values) return;
  const traces = samples.get(measure) ?? {};
  samples.set(measure, { ...traces, [trace]: values });
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

function print(): void {
  // with --json the standard output carries the JSON only
  const write = options.json ? console.error : console.log;
  const cell = (value: number | undefined) =>
    value === undefined ? '–' : value >= 1000 ? `${(value / 1e6).toFixed(1)} M` : value.toFixed(5);
  const lines = [
    ['measure', 'median', 'worst', ...measured],
    ...rows.map(({ measure, median: middle, worst, traces }) => [
      measure,
      cell(middle),
      cell(worst),
      ...measured.map((name) => cell(traces[name])),
    ]),
  ];
  const widths = lines[0]!.map((_, index) => Math.max(...lines.map((line) => line[index]!.length)));
  for (const line of lines) write(line.map((text, index) => text.padEnd(widths[index]!)).join('  '));
  const { clear, named, regret } = choices;
  write(`best policy named at ${named} of ${clear} sizes with a true gap above 0.01; most lost: ${regret.toFixed(4)}`);
  write(`memory a stream: ${result.memoryBytes.objects} bytes (objects), ${result.memoryBytes.bytes} bytes (bytes)`);
}
