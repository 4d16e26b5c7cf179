import { SOURCE_KINDS, type SourceKind } from '@presage/contract/kinds';
import { configSchema, type Config } from './config.js';
import type { Environment } from './interpolate.js';
import { ConfigError } from './problem.js';
import { checkReferences } from './references.js';
import { schemaProblems } from './schema-problems.js';

/** The configuration and where it came from: a file, or the names of environment variables. */
export interface LoadedConfig {
  config: Config;
  origin: string;
}

/** A stream has no address that a variable could hold. */
type AddressedKind = Exclude<SourceKind, 'stream'>;

const VARIABLES: Record<AddressedKind, string> = {
  postgres: 'DATABASE_URL',
  redis: 'REDIS_URL',
  prometheus: 'PROMETHEUS_URL',
};

/**
 * A configuration with one target for each of DATABASE_URL, REDIS_URL and PROMETHEUS_URL that is set, named
 * `postgres`, `redis` and `prometheus`.
 *
 * @throws ConfigError when none is set
 */
export function configFromEnvironment(environment: Environment): LoadedConfig {
  const addressed = SOURCE_KINDS.filter((kind) => kind !== 'stream');
  const used = addressed.filter((kind) => environment[VARIABLES[kind]]);
  const origin = used.map((kind) => VARIABLES[kind]).join(', ');
  if (used.length === 0) {
    const names = Object.values(VARIABLES).join(', ');
    throw new ConfigError('presage.yaml', [
      {
        code: 'PRS_CONFIG_UNREADABLE',
        message: `there is no such file, and none of ${names} is set`,
        example: 'presage serve --config.file /etc/presage/presage.yaml',
      },
    ]);
  }
  const targets = Object.fromEntries(used.map((kind) => [kind, [{ name: kind, url: environment[VARIABLES[kind]] }]]));
  const parsed = configSchema.safeParse({ targets });
  const problems = [
    ...(parsed.success ? [] : schemaProblems(configSchema, parsed.error.issues)),
    ...checkReferences({ targets }),
  ];
  if (!parsed.success || problems.length > 0) {
    throw new ConfigError(
      'environment',
      problems.map(({ path, ...problem }) => ({ ...problem, path: [VARIABLES[String(path?.[1]) as AddressedKind]] })),
    );
  }
  return { config: parsed.data, origin };
}
