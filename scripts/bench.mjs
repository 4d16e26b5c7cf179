import { existsSync, readdirSync } from 'node:fs';
import { bootstrap } from './bootstrap.mjs';
import { root } from './run.mjs';
import { spawnSync } from 'node:child_process';

const names = existsSync(`${root}/bench`)
  ? readdirSync(`${root}/bench`).flatMap((file) => (file.endsWith('.ts') ? [file.slice(0, -3)] : []))
  : [];
const [name, ...rest] = process.argv.slice(2);
if (!name || !names.includes(name)) {
  const asked = name === '--help' || name === '-h';
  const text = `npm run bench -- NAME [--json]\n\nBenchmarks: ${names.join(', ')}\nResults are also written to bench/results/NAME.json.\n`;
  (asked ? process.stdout : process.stderr).write(text);
  process.exit(asked ? 0 : 2);
}
await bootstrap();
const { status } = spawnSync('npx', ['tsx', `bench/${name}.ts`, ...rest], { cwd: root, stdio: 'inherit' });
process.exit(status ?? 1);
