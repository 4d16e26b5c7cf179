import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { artifacts, ROOT } from './artifacts.js';

const stale: string[] = [];
const check = process.argv.includes('--check');

for (const [path, text] of Object.entries(await artifacts())) {
  const file = new URL(path, ROOT);
  if (read(file) === text) continue;
  stale.push(path);
  if (check) continue;
  mkdirSync(new URL('.', file), { recursive: true });
  writeFileSync(file, text);
}

for (const path of stale) console.log(`${check ? 'stale' : 'wrote'} ${path}`);
if (check && stale.length) {
  console.error('Run `npm run generate -w dashboards` and commit what it writes.');
  process.exitCode = 1;
}

function read(file: URL): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
