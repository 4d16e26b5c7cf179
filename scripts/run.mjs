import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Runs a command to its end.
 * @param {string} command
 * @param {string[]} commandArguments
 * @param {{cwd?: string, env?: Record<string, string>, quiet?: boolean, allowFailure?: boolean}} [options]
 *   `quiet` keeps the output back and shows it only when the command fails; otherwise it goes to stderr, so that
 *   stdout stays free for results
 * @returns {Promise<{code: number, output: string}>} output is empty unless `quiet`
 */
export function run(command, commandArguments, { cwd = root, env = {}, quiet = false, allowFailure = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, commandArguments, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', quiet ? 'pipe' : process.stderr, quiet ? 'pipe' : process.stderr],
    });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code !== 0 && !allowFailure) {
        if (quiet) process.stderr.write(output);
        reject(new Error(`${command} ${commandArguments.join(' ')} ended with ${code}`));
      } else {
        resolve({ code: code ?? 1, output });
      }
    });
  });
}

/** One line of progress on stderr with the seconds since the start of the program. */
export function progress(text) {
  process.stderr.write(`[${process.uptime().toFixed(0).padStart(4)} s] ${text}\n`);
}
