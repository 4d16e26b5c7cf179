import { TRAFFIC } from '../load/visitors.js';
import { normal, poisson, type Random } from '../random.js';
import { activity, UPLOAD_BYTES_PER_SECOND } from '../shape.js';
import { shareBelow, type RouteLatency, type ShopLevel } from './level.js';

/** Values of one series, one for each of the times that the whole history shares. */
export interface Series {
  name: string;
  labels: Record<string, string>;
  values: Float64Array;
}

export interface HistoryOptions {
  level: ShopLevel;
  /** Requests a second, averaged over a week. */
  meanRate: number;
  /** Unix seconds, ascending; the last is the moment when live values take over. */
  times: Float64Array;
  /** Labels that Prometheus gives to the shop, `job` and `instance`. */
  target: Record<string, string>;
  random: Random;
}

const DAY = 86_400;
/** Distance of the samples from so many days ago on: nearer in the past that anomaly rules read in windows of minutes. */
const STEPS = [
  { days: Infinity, step: 300 },
  { days: 8, step: 120 },
  { days: 2, step: 60 },
] as const;
/**
 * Samples lie one second after full steps. Windows that begin at full minutes then have a sample right at their
 * beginning; where the first one is far off, `rate` shows less than there was once live samples follow more densely.
 */
const AFTER_STEP = 1;

/** Times of a history of `days` up to `end` (Unix seconds), which is the last of them. */
export function historyTimes(end: number, days: number): Float64Array {
  const times: number[] = [];
  let time = end - days * DAY;
  while (time < end) {
    const { step } = STEPS.findLast((stretch) => time >= end - stretch.days * DAY)!;
    time = Math.floor((time - AFTER_STEP) / step + 1) * step + AFTER_STEP;
    if (time < end) times.push(time);
  }
  return Float64Array.from([...times, end]);
}

/**
 * The past of the series that the live shop publishes, with its labels: request counters and latency histograms
 * that follow the load's daily and weekly shape with the noise of independent visitors, and the volume's growth.
 * Latency is the shop's own of this moment, slower where there was more traffic.
 */
export function historySeries(options: HistoryOptions): Series[] {
  const { level, times, target } = options;
  const slowness = slownessOver(times, options.random);
  const routes = Object.entries(TRAFFIC).flatMap(([route, share]) => {
    const latency = level.latency.get(route);
    return latency ? routeSeries({ ...options, route, share, latency, slowness }) : [];
  });
  const end = times.at(-1)!;
  const used = times.map((time) => Math.max(0, level.storageUsedBytes - UPLOAD_BYTES_PER_SECOND * (end - time)));
  const limit = times.map(() => level.storageLimitBytes);
  return [
    ...routes,
    { name: 'shop_storage_used_bytes', labels: target, values: used },
    { name: 'shop_storage_limit_bytes', labels: target, values: limit },
  ];
}

/** Factor on latency over time: 1 at the end, more under more traffic, with noise that lasts some minutes. */
function slownessOver(times: Float64Array, random: Random): Float64Array {
  const now = activity(times.at(-1)! * 1000);
  let noise = 0;
  return times.map((time) => {
    noise = 0.9 * noise + 0.05 * normal(random);
    return Math.max(0.3, 1 + 0.5 * (activity(time * 1000) - now)) * Math.exp(noise);
  });
}

function routeSeries(
  options: HistoryOptions & { route: string; share: number; latency: RouteLatency; slowness: Float64Array },
): Series[] {
  const { meanRate, times, target, random, route, share, latency, slowness } = options;
  const labels = { ...target, route, status: '200' };
  const empty = () => new Float64Array(times.length);
  const buckets = [...latency.bounds, Infinity].map((bound) => ({ bound, values: empty() }));
  const [count, sum] = [empty(), empty()];
  for (let index = 1; index < times.length; index++) {
    const [before, now] = [times[index - 1]!, times[index]!];
    const requests = poisson(meanRate * share * activity(now * 1000) * (now - before), random);
    count[index] = count[index - 1]! + requests;
    sum[index] = sum[index - 1]! + requests * latency.mean * slowness[index]!;
    for (const { bound, values } of buckets) {
      const below = bound === Infinity ? 1 : shareBelow(latency, bound / slowness[index]!);
      values[index] = values[index - 1]! + requests * below;
    }
  }
  const duration = 'shop_http_request_duration_seconds';
  return [
    { name: 'shop_http_requests_total', labels, values: count },
    { name: `${duration}_count`, labels, values: count },
    { name: `${duration}_sum`, labels, values: sum },
    ...buckets.map(({ bound, values }) => ({
      name: `${duration}_bucket`,
      labels: { ...labels, le: bound === Infinity ? '+Inf' : String(bound) },
      values,
    })),
  ];
}
