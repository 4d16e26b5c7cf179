import type { CacheChain } from '../../config/config.js';
import type { PrometheusSource, Sources } from '../../sources/source.js';
import type { Job } from '../advisor.js';
import { alignedWindow, readableStep } from '../query-window.js';
import { askEach, type RuleOutcome } from '../rule-failure.js';
import type { LayersConfig } from './config.js';

export interface LayersObservation {
  /** Unix seconds. */
  time: number;
  chains: { rule: CacheChain; outcome: RuleOutcome<LayerReading[]> }[];
}

/** Look-ups a second of one layer now, absent where the expression has no value, and its hit ratios of the past. */
export interface LayerReading {
  layer: string;
  hits?: number;
  misses?: number;
  pastHitRatios: number[];
}

const POINTS = 200;

/** Asks for hits and misses of every layer, now and over the history. */
export async function observeLayers(
  job: Job<LayersConfig>,
  sources: Sources,
  signal: AbortSignal,
): Promise<LayersObservation> {
  const source = sources.prometheus(job.target);
  const time = Date.now() / 1_000;
  const chains = await askEach(job.config.chains, (chain) =>
    Promise.all(chain.layers.map((layer) => readLayer(source, chain, layer, time, signal))),
  );
  return { time, chains };
}

async function readLayer(
  source: PrometheusSource,
  chain: CacheChain,
  { name, hits, misses }: CacheChain['layers'][number],
  time: number,
  signal: AbortSignal,
): Promise<LayerReading> {
  const window = alignedWindow(time, chain.history, readableStep(chain.history, POINTS));
  const ratio = `sum(${hits}) / (sum(${hits}) + sum(${misses}))`;
  const [now, missed, past] = await Promise.all([
    source.instant(`sum(${hits})`, signal),
    source.instant(`sum(${misses})`, signal),
    source.range({ expr: ratio, ...window, maxSeries: 1 }, signal),
  ]);
  const value = (answer: typeof now) => {
    const found = answer[0]?.values.at(-1);
    return found !== undefined && Number.isFinite(found) && found >= 0 ? found : undefined;
  };
  const [hitRate, missRate] = [value(now), value(missed)];
  return {
    layer: name,
    ...(hitRate !== undefined && { hits: hitRate }),
    ...(missRate !== undefined && { misses: missRate }),
    pastHitRatios: (past[0]?.values ?? []).filter((one) => one >= 0 && one <= 1),
  };
}
