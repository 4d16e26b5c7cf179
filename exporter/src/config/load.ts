import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { toPresageError } from '../error.js';
import { configSchema, type Config } from './config.js';
import { readDocument, type ConfigDocument } from './document.js';
import { configFromEnvironment, type LoadedConfig } from './environment.js';
import { exampleFor } from './examples.js';
import type { Environment } from './interpolate.js';
import { ConfigError, type ConfigProblem, type Path } from './problem.js';
import { checkReferences } from './references.js';
import { schemaProblems } from './schema-problems.js';
import { resolveFiles } from './secrets.js';

/** The file that is read when none is named. */
export const DEFAULT_FILE = 'presage.yaml';

/**
 * Reads the configuration: `file`, else `presage.yaml` in the working directory, else the environment.
 *
 * @throws ConfigError with every problem of the file at once
 */
export async function loadConfig(file: string | undefined, environment: Environment): Promise<LoadedConfig> {
  const name = file ?? DEFAULT_FILE;
  let text: string;
  try {
    text = await readFile(name, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (file === undefined && code === 'ENOENT') return configFromEnvironment(environment);
    const message = `cannot be read: ${code ?? toPresageError(error).message}`;
    throw new ConfigError(name, [{ code: 'PRS_CONFIG_UNREADABLE', message }]);
  }
  return { config: await parseConfig(text, { file: name, environment }), origin: name };
}

/** Reads a configuration from its text. Secret files are looked up beside `file`. */
export async function parseConfig(
  text: string,
  { file, environment }: { file: string; environment: Environment },
): Promise<Config> {
  const document = readDocument(text, environment);
  const problems = [...document.problems];
  if (document.value === undefined && problems.length > 0) throw new ConfigError(file, problems);

  const value = await resolveFiles(document.value ?? {}, dirname(resolve(file)), (problem) => problems.push(problem));
  const references = checkReferences(value);
  const { config, issues } = parseTyped(value, document);
  const found = [...problems, ...schemaProblems(configSchema, issues), ...references];
  if (config === undefined || found.length > 0) throw new ConfigError(file, tidy(found, document));
  return config;
}

/** Parses by the schema; text that came from variables becomes a number or a truth value where one is asked for. */
function parseTyped(value: unknown, document: ConfigDocument) {
  const first = configSchema.safeParse(value);
  if (first.success) return { config: first.data, issues: [] };
  let converted = false;
  for (const issue of first.error.issues) {
    if (issue.code !== 'invalid_type' || !document.interpolated(issue.path as Path)) continue;
    converted = convertAt(value, issue.path as Path, issue.expected) || converted;
  }
  const second = converted ? configSchema.safeParse(value) : first;
  return second.success ? { config: second.data, issues: [] } : { config: undefined, issues: second.error!.issues };
}

function convertAt(value: unknown, path: Path, expected: string): boolean {
  let parent = value as Record<string | number, unknown>;
  for (const part of path.slice(0, -1)) parent = parent[part] as Record<string | number, unknown>;
  const key = path.at(-1)!;
  const text = String(parent[key]).trim();
  if (expected === 'boolean' && /^(true|false)$/.test(text)) parent[key] = text === 'true';
  else if (expected === 'number' && text !== '' && Number.isFinite(Number(text))) parent[key] = Number(text);
  else return false;
  return true;
}

/** Problems with their positions, in the order of the file; a value whose variable is missing counts once. */
function tidy(problems: readonly ConfigProblem[], document: ConfigDocument): ConfigProblem[] {
  const placed = problems.map((problem) => ({
    ...problem,
    position: problem.position ?? positionOf(problem, document),
    example: problem.example ?? (problem.path && exampleFor(problem.path)),
  }));
  const missing = new Set(placed.filter(isMissingVariable).map(({ position }) => JSON.stringify(position)));
  return placed
    .filter((problem) => isMissingVariable(problem) || !missing.has(JSON.stringify(problem.position)))
    .sort((a, b) => a.position.line - b.position.line || a.position.column - b.position.column);
}

function isMissingVariable({ code }: ConfigProblem): boolean {
  return code === 'PRS_CONFIG_VARIABLE_MISSING';
}

function positionOf({ path = [], atKey }: ConfigProblem, document: ConfigDocument) {
  // a secret that came from a file stands at its `_file` key
  const fromFile = [...path.slice(0, -1), `${path.at(-1)}_file`];
  const own = document.has(path) || !document.has(fromFile) ? path : fromFile;
  return atKey ? document.locateKey(own) : document.locate(own);
}
