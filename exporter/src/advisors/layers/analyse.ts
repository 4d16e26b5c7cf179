import { chainState, type ChainState, type LayerState } from '../../analysis/layers/chain.js';
import { quantileOfSorted, sortedFinite } from '../../analysis/statistics/quantile.js';
import type { CacheChain } from '../../config/config.js';
import type { Job } from '../advisor.js';
import { continueRecommendations, recommendationId, type FoundRecommendation, type Open } from '../recommendation.js';
import type { LayersConfig } from './config.js';
import type { LayerReading, LayersObservation } from './observe.js';

export interface LayersFindings {
  /** Unix seconds. */
  time: number;
  chains: ChainFindings[];
  recommendations: Open<FoundRecommendation>[];
}

export interface ChainFindings {
  name: string;
  /** Why the chain could not be read. */
  problem?: string;
  /** Layers whose expressions have no value now. */
  silent: string[];
  state?: ChainState;
}

/** A ratio that was reached for a tenth of the time is one that can be reached. */
const REACHED = 0.9;
const FEWEST_PAST = 20;
/** Share of the origin's load below which a gain is not worth a word. */
const WORTH = 0.1;
const USELESS_RATIO = 0.02;
const BUSY_REQUESTS = 1;

/** The state of every chain, and where its next gain is. */
export function analyseLayers(
  observation: LayersObservation,
  job: Job<LayersConfig>,
  previous: LayersFindings | undefined,
): LayersFindings {
  const chains = observation.chains.map(({ rule, outcome }): ChainFindings => {
    if ('error' in outcome) return { name: rule.name, problem: outcome.error.message, silent: [] };
    const silent = outcome.value.filter(({ hits, misses }) => hits === undefined || misses === undefined);
    if (silent.length > 0) return { name: rule.name, silent: silent.map(({ layer }) => layer) };
    return { name: rule.name, silent: [], state: chainState(outcome.value.map(loadOf)) };
  });
  const found = chains.flatMap(({ name, state }) => (state ? advise(job.target, name, state) : []));
  const seen = new Set(chains.filter(({ state }) => state).map(({ name }) => name));
  const recommendations = continueRecommendations(
    previous?.recommendations ?? [],
    found,
    ({ labels }) => (seen.has(labels['chain']!) ? 'contradicted' : 'unknown'),
    observation.time,
  ).filter(({ labels }) => job.config.chains.some((chain: CacheChain) => chain.name === labels['chain']));
  return { time: observation.time, chains, recommendations };
}

function loadOf({ layer, hits = 0, misses = 0, pastHitRatios }: LayerReading) {
  const best = quantileOfSorted(sortedFinite(pastHitRatios), REACHED);
  return { layer, hits, misses, ...(pastHitRatios.length >= FEWEST_PAST && { bestHitRatio: best }) };
}

function advise(target: string, chain: string, { layers }: ChainState): FoundRecommendation[] {
  return layers.flatMap((state): FoundRecommendation[] => {
    const common = (kind: string) => ({
      id: recommendationId(target, 'layers', chain, state.layer, kind),
      advisor: 'layers' as const,
      target,
      action: 'change_setting' as const,
      object: `${chain} ${state.layer}`,
      labels: { chain, layer: state.layer },
      evidence: evidence(state),
    });
    if (state.requests < BUSY_REQUESTS) return [];
    if (state.gainRatio >= WORTH) {
      const best = 1 - (1 - state.hitRatio) * (1 - state.gainRatio);
      return [
        {
          ...common('regain'),
          title: `Bring the hit ratio of ${state.layer} back to ${percent(best)}`,
          reason: `It answers ${percent(state.hitRatio)} now and answered that much for a tenth of its past; ${percent(state.gainRatio)} of the load of the origin would go away.`,
          change: `Find what changed in ${state.layer}: room, times to live, keys or headers of the responses.`,
          rollback: 'Nothing is changed by looking.',
          gainRatio: state.gainRatio,
          confidence: 0.6,
        },
      ];
    }
    if (state.hitRatio >= USELESS_RATIO) return [];
    return [
      {
        ...common('useless'),
        title: `Let ${state.layer} answer requests, or take it out`,
        reason: `It answers ${percent(state.hitRatio)} of its look-ups, so it adds its own latency and saves nothing.`,
        change: `Check what ${state.layer} may keep: times to live, Cache-Control and Vary headers, keys that are never the same.`,
        rollback: 'The settings of before.',
        confidence: 0.5,
      },
    ];
  });
}

function evidence({ requests, hitRatio, absorbedRatio, lossFactor }: LayerState) {
  return [
    { label: 'look-ups', value: `${requests.toFixed(1)} a second` },
    { label: 'hit ratio', value: percent(hitRatio) },
    { label: 'share of all requests answered here', value: percent(absorbedRatio) },
    { label: 'load of the origin without it', value: `${lossFactor.toFixed(1)} times as much` },
  ];
}

function percent(ratio: number): string {
  return `${(ratio * 100).toFixed(1)} %`;
}
