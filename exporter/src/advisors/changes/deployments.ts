import type { PrometheusSeries } from '../../sources/source.js';
import type { QueryWindow } from '../query-window.js';

/** Values from here on may be Unix seconds. */
const UNIX_FROM = 1e9;
const NAME_LENGTH = 60;

/** When something new was brought out, and what, as far as the labels say. */
export interface Deployment {
  /** Unix seconds. */
  time: number;
  version?: string;
}

/** The newest deployment that series of a marker show, within a window. */
export function newestDeployment(
  series: readonly PrometheusSeries[],
  window: QueryWindow,
  versionLabel: string | undefined,
): Deployment | undefined {
  return deploymentsOf(series, window, versionLabel).at(-1);
}

/**
 * The deployments that series of a marker show, in order of time. With a version label: when a value of that label is first seen.
 * Otherwise when a value changes, or, where the values are Unix times such as process_start_time_seconds, these times.
 */
export function deploymentsOf(
  series: readonly PrometheusSeries[],
  { from, to }: QueryWindow,
  versionLabel: string | undefined,
): Deployment[] {
  const found = versionLabel === undefined ? series.flatMap(changesOf) : versionsOf(series, versionLabel);
  return found.filter(({ time }) => time > from && time <= to).sort((a, b) => a.time - b.time);
}

function changesOf({ times, values }: PrometheusSeries): Deployment[] {
  return times.flatMap((time, index) => {
    const value = values[index]!;
    if (value >= UNIX_FROM) return value === values[index - 1] ? [] : [{ time: value }];
    return index > 0 && Number.isFinite(value) && value !== values[index - 1] ? [{ time }] : [];
  });
}

function versionsOf(series: readonly PrometheusSeries[], label: string): Deployment[] {
  const first = new Map<string, number>();
  for (const { labels, times } of series) {
    const version = labels[label];
    if (version === undefined || times.length === 0) continue;
    first.set(version, Math.min(first.get(version) ?? Infinity, times[0]!));
  }
  return Array.from(first, ([version, time]) => ({ time, version: version.slice(0, NAME_LENGTH) }));
}
