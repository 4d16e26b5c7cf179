/** One layer of a chain of caches, nearest to the user first. Look-ups a second. */
export interface LayerLoad {
  layer: string;
  hits: number;
  misses: number;
  /** Best hit ratio of its own past; absent when not known. */
  bestHitRatio?: number;
}

export interface LayerState {
  layer: string;
  requests: number;
  hitRatio: number;
  /** Share of all requests that end here. */
  absorbedRatio: number;
  /** By how much the load of the origin grows when this layer is lost and the others answer as before. */
  lossFactor: number;
  /** Share of the origin's load that goes away when the layer is as good as it was at its best. */
  gainRatio: number;
}

export interface ChainState {
  layers: LayerState[];
  /** Share of requests that never reach the origin. */
  hitRatio: number;
  /** Requests a second that reach the origin: the misses of the last layer. */
  originRequests: number;
}

/**
 * What each layer of a chain does. A request passes a layer when it misses there, so the share that reaches the origin is
 * the product of the miss ratios; that holds whatever number of look-ups one request makes further down.
 * Layers without look-ups pass everything on.
 */
export function chainState(loads: readonly LayerLoad[]): ChainState {
  let passed = 1;
  const layers = loads.map(({ layer, hits, misses, bestHitRatio }): LayerState => {
    const requests = hits + misses;
    const hitRatio = requests > 0 ? hits / requests : 0;
    const absorbedRatio = passed * hitRatio;
    passed *= 1 - hitRatio;
    const best = Math.max(hitRatio, bestHitRatio ?? hitRatio);
    return {
      layer,
      requests,
      hitRatio,
      absorbedRatio,
      lossFactor: 1 / (1 - hitRatio),
      gainRatio: hitRatio < 1 ? 1 - (1 - best) / (1 - hitRatio) : 0,
    };
  });
  return { layers, hitRatio: 1 - passed, originRequests: loads.at(-1)?.misses ?? 0 };
}
