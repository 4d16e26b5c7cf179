import { InvalidArgumentError, Option } from 'commander';

/** The option that every command has which needs the configuration. */
export function configFileOption(): Option {
  return new Option(
    '--config.file <path>',
    'configuration; without it presage.yaml in this folder, else DATABASE_URL, REDIS_URL and PROMETHEUS_URL',
  );
}

/** Reads a whole number from `minimum` to `maximum`. */
export function wholeNumber(minimum: number, maximum: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= minimum && value <= maximum) return value;
    throw new InvalidArgumentError(`It must be a whole number from ${minimum} to ${maximum}.`);
  };
}

/** Reads `2/3` as the second of three shards. */
export function shardOf(text: string): { index: number; count: number } {
  const [, index, count] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? [];
  if (index !== undefined && Number(index) >= 1 && Number(index) <= Number(count)) {
    return { index: Number(index), count: Number(count) };
  }
  throw new InvalidArgumentError('It must be like 1/3, 2/3 or 3/3.');
}

/** Reads the path of a page, which must not be one of the others. */
export function pagePath(text: string): string {
  if (/^\/[\w./-]+$/.test(text) && !/^\/(-|api)\//.test(text)) return text;
  throw new InvalidArgumentError('It must start with / and not be /, /-/… or /api/….');
}
