import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ConfigProblem, Path } from './problem.js';

/** Keys that may come from a file: `password_file` fills in `password`, and so on. */
const SECRETS = ['url', 'password', 'sentinel_password', 'bearer_token'] as const;
const LONGEST_SECRET = 65_536;

/**
 * A copy of `value` where every `<secret>_file` became `<secret>` with the trimmed content of the file, and every other
 * `*_file` is an absolute path. Relative paths start at `directory`. Problems name the file, never what it holds.
 */
export async function resolveFiles(
  value: unknown,
  directory: string,
  report: (problem: ConfigProblem) => void,
  path: Path = [],
): Promise<unknown> {
  if (Array.isArray(value)) {
    return Promise.all(value.map((item, index) => resolveFiles(item, directory, report, [...path, index])));
  }
  if (typeof value !== 'object' || value === null) return value;
  const result: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    const secret = SECRETS.find((name) => key === `${name}_file`);
    const place = [...path, key];
    if (!key.endsWith('_file') || typeof item !== 'string') {
      result[key] = await resolveFiles(item, directory, report, place);
    } else if (secret === undefined) {
      result[key] = resolve(directory, item);
    } else if (secret in value) {
      report({ code: 'PRS_CONFIG_INVALID', path: place, message: `give either ${secret} or ${key}, not both` });
    } else {
      result[secret] = await readSecret(resolve(directory, item), place, report);
    }
  }
  return result;
}

async function readSecret(
  file: string,
  path: Path,
  report: (problem: ConfigProblem) => void,
): Promise<string | undefined> {
  const fail = (message: string) => {
    report({ code: 'PRS_CONFIG_UNREADABLE', path, message });
    return undefined;
  };
  try {
    const text = (await readFile(file, 'utf8')).trim();
    if (text === '') return fail(`the file ${file} is empty`);
    if (text.length > LONGEST_SECRET) return fail(`the file ${file} is too large for a secret`);
    return text;
  } catch (error) {
    return fail(`cannot read the file ${file}: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}`);
  }
}
