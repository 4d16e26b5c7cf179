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

const UNITS: Record<string, number> = {
  '': 1,
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KIB: 2 ** 10,
  MIB: 2 ** 20,
  GIB: 2 ** 30,
  TIB: 2 ** 40,
};

/** Reads `500MB` (10^6 bytes each), `1.5GiB` (2^30) or plain bytes. */
export function byteSize(text: string): number {
  const [, digits, unit] = /^(\d{1,15}(?:\.\d{1,9})?) ?([kmgt]?i?b|)$/i.exec(text.trim()) ?? [];
  const factor = unit === undefined ? undefined : UNITS[unit.toUpperCase()];
  if (digits !== undefined && factor !== undefined) return Math.floor(Number(digits) * factor);
  throw new InvalidArgumentError('It must be a size like 500MB, 5GB, 1GiB or plain bytes.');
}
