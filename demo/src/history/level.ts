import type { Sample } from '../exposition.js';

/** Latency of one route: share of the requests at or below each bucket bound, and the mean in seconds. */
export interface RouteLatency {
  bounds: number[];
  shares: number[];
  mean: number;
}

/** What the shop shows at this moment; generated history ends at it. */
export interface ShopLevel {
  latency: Map<string, RouteLatency>;
  storageUsedBytes: number;
  storageLimitBytes: number;
}

const DURATION = 'shop_http_request_duration_seconds';

/** Reads the level from the shop's own metrics. Routes that had no successful request yet are left out. */
export function readLevel(samples: readonly Sample[]): ShopLevel {
  const gauge = (name: string) => {
    const value = samples.find((sample) => sample.name === name)?.value;
    if (value === undefined) throw new Error(`the shop does not publish ${name}`);
    return value;
  };
  const succeeded = samples.filter(({ name, labels }) => name.startsWith(DURATION) && labels['status'] === '200');
  const routes = new Set(succeeded.map(({ labels }) => labels['route']!));
  return {
    latency: new Map([...routes].map((route) => [route, routeLatency(succeeded, route)])),
    storageUsedBytes: gauge('shop_storage_used_bytes'),
    storageLimitBytes: gauge('shop_storage_limit_bytes'),
  };
}

function routeLatency(samples: readonly Sample[], route: string): RouteLatency {
  const own = samples.filter(({ labels }) => labels['route'] === route);
  const total = (suffix: string) => own.find(({ name }) => name === `${DURATION}_${suffix}`)?.value ?? 0;
  const buckets = own
    .filter(({ name, labels }) => name === `${DURATION}_bucket` && labels['le'] !== '+Inf')
    .map(({ labels, value }) => ({ bound: Number(labels['le']), share: value / total('count') }))
    .sort((a, b) => a.bound - b.bound);
  return {
    bounds: buckets.map(({ bound }) => bound),
    shares: buckets.map(({ share }) => share),
    mean: total('sum') / total('count'),
  };
}

/** Share of the requests at or below `seconds`, linear between the bucket bounds. */
export function shareBelow({ bounds, shares }: RouteLatency, seconds: number): number {
  const index = bounds.findIndex((bound) => bound >= seconds);
  if (index < 0) return shares.at(-1) ?? 1;
  const [left, right] = [bounds[index - 1] ?? 0, bounds[index]!];
  const [low, high] = [shares[index - 1] ?? 0, shares[index]!];
  return low + ((high - low) * (seconds - left)) / (right - left);
}
