import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findTools } from '../scripts/services.mjs';
import { measureGains } from './advisor/gains.js';
import { measureScale } from './advisor/scale.js';
import { measureSteady } from './advisor/steady.js';

const PARTS = { gains: measureGains, scale: measureScale, steady: measureSteady };

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
});
if (options.help) {
  console.log(
    `Usage: bench/advisor.ts [${Object.keys(PARTS).join('|')}] [--json]\n\n` +
      'Runs presage advise on a real PostgreSQL: gains applies every recommendation and compares what EXPLAIN ANALYZE reads,\n' +
      'scale reads 10 000 tables and 5 000 statements. steady watches what presage serve costs a server in four minutes.',
  );
  process.exit(0);
}
if (!findTools().hypopg) {
  console.error('advisor: skipped, PostgreSQL with HypoPG is not there');
  process.exit(0);
}

const directory = await mkdtemp(path.join(os.tmpdir(), 'presage-bench-advisor-'));
try {
  const folder = fileURLToPath(new URL('results/', import.meta.url));
  const file = path.join(folder, 'advisor.json');
  const results: Record<string, object> = existsSync(file)
    ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, object>)
    : {};
  for (const [name, measure] of Object.entries(PARTS)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    results[name] = await measure(path.join(directory, name));
    if (!options.json) console.log(name, results[name]);
  }
  if (options.json) console.log(JSON.stringify(results, null, 2));
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, JSON.stringify(results, null, 2));
} finally {
  await rm(directory, { recursive: true, force: true });
}
