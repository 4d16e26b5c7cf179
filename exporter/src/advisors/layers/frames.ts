import type { InsightQuery } from '@presage/contract/api';
import type { Frame, Notice } from '@presage/contract/frames';
import type { Job } from '../advisor.js';
import { asksFor, recommendationFrame } from '../recommendation-frame.js';
import { scoreFrame, type Score } from '../score-frame.js';
import type { LayersFindings } from './analyse.js';
import type { LayersConfig } from './config.js';

/** Names of the scores that the advisor gives, with their units in Grafana. */
export const LAYER_SCORES = {
  'hit ratio end to end': { unit: 'percentunit', description: 'Share of requests that never reach the origin' },
  'hit ratio': { unit: 'percentunit', description: 'Hits by look-ups of the layer' },
  'load absorbed': { unit: 'percentunit', description: 'Share of all requests that the layer answers' },
  'loss of the layer': { unit: 'none', description: 'Load of the origin without the layer, in times of that of now' },
  'next gain': { unit: 'percentunit', description: 'Load of the origin that goes away when the layer is at its best' },
} as const;
type ScoreName = keyof typeof LAYER_SCORES;

/** The recommendation or the score table, where the query asks for it. */
export function layersFrames(findings: LayersFindings, query: InsightQuery, job: Job<LayersConfig>): Frame[] {
  if (query.kind !== 'recommendation' && query.kind !== 'score') return [];
  if (!asksFor(query, 'layers', job.target)) return [];
  const notices = findings.chains.flatMap(({ name, problem, silent }): Notice[] => {
    if (problem !== undefined) return [{ severity: 'warning', text: `${name}: ${problem}` }];
    return silent.length > 0 ? [{ severity: 'info', text: `${name}: no value of ${silent.join(', ')} now.` }] : [];
  });
  if (query.kind === 'recommendation') return [recommendationFrame(findings.recommendations, query, notices)];
  const frame = scoreFrame(scores(findings, job.target), query);
  if (notices.length > 0) frame.schema.meta.notices = notices;
  return [frame];
}

function scores({ chains }: LayersFindings, target: string): Score[] {
  const score = (name: ScoreName, value: number, labels: Record<string, string>): Score[] =>
    Number.isFinite(value) ? [{ target, name, value, ...LAYER_SCORES[name], labels }] : [];
  return chains.flatMap(({ name: chain, state }) => [
    ...score('hit ratio end to end', state?.hitRatio ?? NaN, { chain }),
    ...(state?.layers ?? []).flatMap(({ layer, hitRatio, absorbedRatio, lossFactor, gainRatio }) => [
      ...score('hit ratio', hitRatio, { chain, layer }),
      ...score('load absorbed', absorbedRatio, { chain, layer }),
      ...score('loss of the layer', lossFactor, { chain, layer }),
      ...score('next gain', gainRatio, { chain, layer }),
    ]),
  ]);
}
