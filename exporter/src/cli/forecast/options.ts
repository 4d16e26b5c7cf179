import { InvalidArgumentError } from 'commander';
import { LONGEST_HORIZON } from '../../analysis/forecasting/forecast.js';
import { parseDuration } from '../../config/config.js';
import { timeOf } from '../input/series-row.js';

/** How far to predict: points, or seconds. */
export type Horizon = { points: number } | { seconds: number };

/** Reads a number of points or a duration such as `7d`. */
export function parseHorizon(text: string): Horizon {
  const points = Number(text);
  if (/^\d+$/.test(text) && points >= 1 && points <= LONGEST_HORIZON) return { points };
  const seconds = parseDuration(text);
  if (seconds !== undefined && seconds > 0) return { seconds };
  throw new InvalidArgumentError(`It must be a number of points up to ${LONGEST_HORIZON}, or a duration such as 7d.`);
}

/** Reads `auto`, `none`, or numbers of points such as `24,168`. */
export function parseSeasons(text: string): 'auto' | number[] {
  if (text === 'auto') return 'auto';
  if (text === 'none') return [];
  const seasons = text.split(',').map((item) => (/^\s*\d{1,6}\s*$/.test(item) ? Number(item) : NaN));
  if (seasons.every((season) => season >= 2)) return seasons;
  throw new InvalidArgumentError('It must be auto, none, or numbers of points from 2 on, like 24,168.');
}

/** Reads a coverage such as 0.95. */
export function parseLevel(text: string): number {
  const level = Number(text);
  if (text.trim() !== '' && level > 0 && level < 1) return level;
  throw new InvalidArgumentError('It must be between 0 and 1, like 0.95.');
}

/** Reads a finite number. */
export function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new InvalidArgumentError('It must be a number.');
}

/** Reads a duration such as `5m` into seconds. */
export function parseSpan(text: string): number {
  const seconds = parseDuration(text);
  if (seconds !== undefined && seconds > 0) return seconds;
  throw new InvalidArgumentError('It must be a duration such as 5m.');
}

/** Reads a moment: RFC 3339, Unix seconds, or a duration before `now`, which is in Unix seconds. */
export function parseMoment(text: string, now = Date.now() / 1000): number {
  const span = parseDuration(text);
  const time = span === undefined ? timeOf(text) : now - span;
  if (time !== undefined) return time;
  throw new InvalidArgumentError('It must be RFC 3339, Unix seconds, or a duration before now such as 14d.');
}
