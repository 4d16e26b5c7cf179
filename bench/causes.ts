import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { applicationServers, nezha, petshop, topShare, type Places } from './causes/tasks.js';

const { values: options } = parseArgs({
  options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
});
if (options.help) {
  console.log(
    'Usage: bench/causes.ts [--json]\n\nScores the ranking of causes on public incidents beside the repository.',
  );
  process.exit(0);
}

const tops = (data: string, places: Places | undefined) =>
  places
    ? [{ data, cases: places.length, top1: topShare(places, 1), top3: topShare(places, 3), top5: topShare(places, 5) }]
    : [];
const rows = [
  ...tops('petshop-rca low traffic', petshop(true)),
  ...tops('petshop-rca low traffic, requests not known', petshop(false)),
  ...tops('nezha-rca', nezha()),
];
if (rows.length === 0) {
  console.error('skipped: the data are not there');
  process.exit(0);
}
const result = { bench: 'causes', rows, asd: { hitRateAt100: applicationServers() } };
const folder = new URL('results/', import.meta.url);
mkdirSync(folder, { recursive: true });
writeFileSync(new URL('causes.json', folder), `${JSON.stringify(result, null, 2)}\n`);
if (options.json) console.log(JSON.stringify(result));
else for (const table of [rows, [result.asd]]) console.table(table);
