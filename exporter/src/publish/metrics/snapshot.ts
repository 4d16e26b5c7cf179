import { METRICS, type MetricName, type MetricSample } from '@presage/contract/metrics';
import { Breather } from '../../breather.js';
import { acceptSamples, type Rejection } from './accept.js';
import { FORMATS, renderHeader, renderLabels, renderSample, type MetricsFormat } from './family.js';

/** The rendered series of one job, by family; each line beside its labels, which tell duplicates. */
export type RenderedBlock = Map<MetricName, { lines: Buffer; series: Map<string, string> }>;

/**
 * What all jobs publish. Each job's samples are rendered once, when they come, and replace those of its last run as a
 * whole; the page is put together then too, so that a scrape only joins buffers.
 */
export class MetricsSnapshot {
  readonly #blocks = new Map<string, RenderedBlock>();
  #pages: Record<MetricsFormat, readonly Buffer[]> = { text: [], openmetrics: [] };

  constructor(private readonly reject: (job: string, reason: Rejection, sample: MetricSample) => void) {}

  /** Renders what `job` is about to publish, with pauses, so that many series hold up nothing. */
  async render(job: string, samples: Iterable<MetricSample>): Promise<RenderedBlock> {
    const rendering = new Rendering((reason, sample) => this.reject(job, reason, sample));
    const breather = new Breather();
    let slice: MetricSample[] = [];
    for (const sample of samples) {
      if (slice.push(sample) < SLICE) continue;
      rendering.add(slice);
      slice = [];
      await breather.breathe();
    }
    rendering.add(slice);
    const block: RenderedBlock = new Map();
    for (const [name, family] of rendering.families()) {
      block.set(name, family);
      await breather.breathe();
    }
    return block;
  }

  /** Replaces everything that `job` published. */
  set(job: string, samples: readonly MetricSample[] | RenderedBlock): void {
    const block = samples instanceof Map ? samples : this.#render(job, samples);
    this.#blocks.set(job, this.#withoutDuplicates(job, block));
    this.#assemble();
  }

  /** Forgets the jobs that `keep` denies. */
  retain(keep: (job: string) => boolean): void {
    for (const job of this.#blocks.keys()) if (!keep(job)) this.#blocks.delete(job);
    this.#assemble();
  }

  /** The page in pieces, without the end mark of OpenMetrics. */
  page(format: MetricsFormat): readonly Buffer[] {
    return this.#pages[format];
  }

  #render(job: string, samples: readonly MetricSample[]): RenderedBlock {
    const rendering = new Rendering((reason, sample) => this.reject(job, reason, sample));
    rendering.add(samples);
    return new Map(rendering.families());
  }

  /** A series that another job publishes stays that job's. */
  #withoutDuplicates(job: string, block: RenderedBlock): RenderedBlock {
    for (const { name, series } of this.#familiesOfOthers(job)) {
      const family = block.get(name);
      const twice = family ? [...series.keys()].filter((labels) => family.series.has(labels)) : [];
      if (!family || twice.length === 0) continue;
      for (const labels of twice) {
        family.series.delete(labels);
        this.reject(job, 'duplicate', { name, labels: {}, value: NaN });
      }
      block.set(name, joined(family.series));
    }
    return block;
  }

  *#familiesOfOthers(job: string): Generator<{ name: MetricName; series: Map<string, string> }> {
    for (const [other, block] of this.#blocks) {
      if (other !== job) for (const [name, { series }] of block) yield { name, series };
    }
  }

  #assemble(): void {
    const pages: Record<MetricsFormat, Buffer[]> = { text: [], openmetrics: [] };
    for (const name of Object.keys(METRICS) as MetricName[]) {
      const lines = [...this.#blocks.values()].flatMap((block) => block.get(name)?.lines ?? []);
      if (lines.every(({ length }) => length === 0)) continue;
      for (const format of FORMATS) pages[format].push(HEADERS[format].get(name)!, ...lines);
    }
    this.#pages = pages;
  }
}

/** Samples that are rendered without a pause. */
const SLICE = 200;

/** Renders samples bit by bit. */
class Rendering {
  readonly #families = new Map<MetricName, Map<string, string>>();

  constructor(private readonly reject: (reason: Rejection, sample: MetricSample) => void) {}

  add(samples: readonly MetricSample[]): void {
    for (const sample of acceptSamples(samples, this.reject)) {
      const labels = renderLabels(sample.labels);
      let family = this.#families.get(sample.name);
      if (!family) this.#families.set(sample.name, (family = new Map()));
      if (family.has(labels)) this.reject('duplicate', { ...sample, labels: Object.fromEntries(sample.labels) });
      else family.set(labels, renderSample(sample.name, labels, sample.value));
    }
  }

  *families(): Generator<[MetricName, { lines: Buffer; series: Map<string, string> }]> {
    for (const [name, series] of this.#families) yield [name, joined(series)];
  }
}

function joined(series: Map<string, string>): { lines: Buffer; series: Map<string, string> } {
  return { lines: Buffer.from([...series.values()].join('')), series };
}

const HEADERS = Object.fromEntries(
  FORMATS.map((format) => [
    format,
    new Map(
      Object.entries(METRICS).map(([name, { type, help, unit }]) => [
        name,
        // "series" and "ratio" are not units that the name of every metric carries; renderHeader looks at the name
        Buffer.from(renderHeader({ name, type, help, unit: unit === 'timestamp_seconds' ? 'seconds' : unit }, format)),
      ]),
    ),
  ]),
) as Record<MetricsFormat, Map<MetricName, Buffer>>;
