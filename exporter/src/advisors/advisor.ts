import type { InsightQuery } from '@presage/contract/api';
import type { CatalogInsight } from '@presage/contract/api';
import type { Frame } from '@presage/contract/frames';
import type { AdvisorName } from '@presage/contract/kinds';
import type { MetricSample } from '@presage/contract/metrics';
import type { Config } from '../config/config.js';
import type { Sources } from '../sources/source.js';

/** One advisor on one target: the unit that the scheduler runs. `config` survives structured cloning. */
export interface Job<C> {
  advisor: AdvisorName;
  target: string;
  config: C;
  intervalSeconds: number;
  timeoutSeconds: number;
}

/** What an advisor sends to Prometheus from one run. */
export interface PublishedMetrics {
  samples: MetricSample[];
  /** Further samples, made while they are rendered, where making them all at once would hold up a scrape. */
  further?: () => Iterable<MetricSample>;
  /** Series that the cap left out. */
  dropped: number;
  /** True while the advisor needs more data before it can speak. */
  warmup: boolean;
}

/** Every sample, one after the other. */
export function* allSamples({ samples, further }: PublishedMetrics): Generator<MetricSample> {
  yield* samples;
  if (further) yield* further();
}

/** Smaller analyses of the same kind, each with what it needs of the previous findings. */
export interface AnalysisPieces<O, F> {
  pieces: { observation: O; previous: F | undefined }[];
  /** The findings of the whole from those of the pieces, in their order. */
  join(findings: F[]): F;
}

/**
 * One capability. `observe` does all I/O; everything after it is pure: no clock, no randomness, no I/O.
 * Observation, config and findings survive structured cloning, since `analyse` runs in a worker thread.
 */
export interface Advisor<C = unknown, O = unknown, F = unknown> {
  readonly name: AdvisorName;
  /** What the configuration asks of this advisor, one job a target; empty when it has nothing to do. */
  jobs(config: Config): Job<C>[];
  observe(job: Job<C>, sources: Sources, signal: AbortSignal, previous: F | undefined): Promise<O>;
  analyse(observation: O, job: Job<C>, previous: F | undefined): F | Promise<F>;
  /** Cuts a large analysis into pieces that threads do side by side; absent where none is ever large. Holds up nothing. */
  split?(observation: O, job: Job<C>, previous: F | undefined): Promise<AnalysisPieces<O, F>>;
  metrics(findings: F, job: Job<C>): PublishedMetrics;
  /** Frames for one query; empty when the findings have nothing for it. `range` is in Unix milliseconds. */
  frames(findings: F, query: InsightQuery, job: Job<C>, range: { from: number; to: number }): Frame[];
  /** What can be asked by name. */
  insights(findings: F | undefined, job: Job<C>): CatalogInsight[];
  /** A job that answers a query which carries its own expression; absent where the advisor takes none. */
  onDemand?(query: InsightQuery, config: Config, range: { from: number; to: number }): Job<C> | undefined;
}
