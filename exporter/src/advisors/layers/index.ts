import type { Advisor } from '../advisor.js';
import { analyseLayers, type LayersFindings } from './analyse.js';
import { layersJobs, type LayersConfig } from './config.js';
import { LAYER_SCORES, layersFrames } from './frames.js';
import { layersMetrics } from './metrics.js';
import { observeLayers, type LayersObservation } from './observe.js';

/** What each layer of a chain of caches keeps away from the origin, and where the next gain is. */
export const layersAdvisor: Advisor<LayersConfig, LayersObservation, LayersFindings> = {
  name: 'layers',
  jobs: layersJobs,
  observe: observeLayers,
  analyse: analyseLayers,
  metrics: layersMetrics,
  frames: layersFrames,
  insights: (findings, { target }) => [
    ...Object.keys(LAYER_SCORES).map((name) => ({ kind: 'score' as const, advisor: 'layers' as const, target, name })),
    ...(findings?.recommendations ?? []).map(({ id }) => ({
      kind: 'recommendation' as const,
      advisor: 'layers' as const,
      target,
      name: id,
    })),
  ],
};
