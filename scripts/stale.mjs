import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './run.mjs';

const SKIPPED = new Set(['node_modules', 'dist', 'coverage', 'output']);

/**
 * Does `work` unless the inputs are as they were the last time and the output is still there.
 * @param {{name: string, inputs: string[], output: string}} step paths relative to the repository's root
 * @param {() => Promise<void>} work
 * @returns {Promise<boolean>} whether the work was done
 */
export async function whenStale({ name, inputs, output }, work) {
  const stamp = join(root, '.presage', 'stamps', name);
  const now = digest(inputs);
  if (existsSync(join(root, output)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === now) return false;
  await work();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, now);
  return true;
}

function digest(inputs) {
  const hash = createHash('sha256');
  for (const input of inputs) add(hash, join(root, input));
  return hash.digest('hex');
}

function add(hash, path) {
  if (!existsSync(path)) return;
  if (statSync(path).isDirectory()) {
    for (const entry of readdirSync(path).sort()) if (!SKIPPED.has(entry)) add(hash, join(path, entry));
  } else {
    hash.update(path).update(readFileSync(path));
  }
}
