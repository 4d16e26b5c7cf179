import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { selectIndexes } from '../exporter/src/analysis/indexing/selection.js';
import { readWhatIf } from '../exporter/src/cli/select/what-if-file.js';
import { costFunction, PEERS } from './selection/peers.js';

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
});
if (options.help) {
  console.log(
    'Usage: bench/selection.ts [--json]\n\nSelects indexes on recorded planner answers in ../shared/data/whatif-tpch.',
  );
  process.exit(0);
}

/** Proven by a mixed-integer programme, as published with the data: cost in % of the cost without indexes. */
const OPTIMA: Record<number, number> = {
  250: 98.95,
  500: 97.33,
  1000: 95.48,
  2000: 81.28,
  2500: 80.05,
  5000: 72.06,
  10000: 67.63,
};
const REPEATS = 5;

const file = fileURLToPath(new URL('../../shared/data/whatif-tpch/whatif.json.gz', import.meta.url));
if (!existsSync(file)) {
  console.error('whatif-tpch: skipped, the data are not there');
  process.exit(0);
}
void measure(file);

async function measure(path: string): Promise<void> {
  const { problem, indexes } = await readWhatIf(path);
  const names = indexes.map(({ name }) => [...name.matchAll(/'([^']*)'/g)].map(([, column]) => column!));
  const cost = costFunction(problem);
  const without = cost(new Set());
  const percent = (chosen: Iterable<number>) => (100 * cost(new Set(chosen))) / without;

  const rows = Object.entries(OPTIMA).map(([megabytes, optimum]) => {
    const budgetBytes = Number(megabytes) * 1e6;
    const times = Array.from({ length: REPEATS }, () => {
      const start = performance.now();
      selectIndexes(problem, { budgetBytes });
      return performance.now() - start;
    });
    const selection = selectIndexes(problem, { budgetBytes });
    const ours = percent(selection.chosen);
    const peers = Object.entries(PEERS).map(([name, select]) => [name, percent(select(problem, names, budgetBytes))]);
    return {
      megabytes: Number(megabytes),
      percent: ours,
      optimum,
      // the published optimum has two decimals
      gap: Math.max(0, ours - optimum - 0.005),
      provenGap: 100 * selection.gapRatio,
      medianMilliseconds: times.sort((a, b) => a - b)[Math.floor(REPEATS / 2)]!,
      peers: Object.fromEntries(peers) as Record<string, number>,
    };
  });

  const result = { bench: 'selection', data: 'whatif-tpch', rows };
  const folder = new URL('results/', import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL('selection.json', folder), `${JSON.stringify(result, null, 2)}\n`);
  // with --json the standard output carries the JSON only
  const write = options.json ? console.error : console.log;
  write(['MB', 'ours %', 'optimum %', 'gap', 'proven gap', 'ms', ...Object.keys(PEERS)].join('\t'));
  for (const row of rows) {
    const figures = [row.percent, row.optimum, row.gap, row.provenGap];
    const others = Object.values(row.peers).map((value) => value.toFixed(3));
    write(
      [row.megabytes, ...figures.map((value) => value.toFixed(3)), row.medianMilliseconds.toFixed(0), ...others].join(
        '\t',
      ),
    );
  }
  if (options.json) console.log(JSON.stringify(result));
}
