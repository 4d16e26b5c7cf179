import { METRICS, type MetricName, type MetricSample } from '@presage/contract/metrics';
import { acceptSamples, type Rejection } from './accept.js';
import { FORMATS, renderHeader, renderLabels, renderSample, type MetricsFormat } from './family.js';

/** The rendered series of one job, by family. `keys` are the label sets, to find duplicates. */
type Block = Map<MetricName, { lines: Buffer; keys: Set<string> }>;

/**
 * What all jobs publish. Each job's samples are rendered once, when they come, and replace those of its last run as a
 * whole; the page is put together then too, so that a scrape only joins buffers.
 */
export class MetricsSnapshot {
  readonly #blocks = new Map<string, Block>();
  #pages: Record<MetricsFormat, readonly Buffer[]> = { text: [], openmetrics: [] };

  constructor(private readonly reject: (job: string, reason: Rejection, sample: MetricSample) => void) {}

  /** Replaces everything that `job` published. */
  set(job: string, samples: readonly MetricSample[]): void {
    this.#blocks.set(job, this.#render(job, samples));
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

  #render(job: string, samples: readonly MetricSample[]): Block {
    const reject = (reason: Rejection, sample: MetricSample) => this.reject(job, reason, sample);
    const others = [...this.#blocks].filter(([other]) => other !== job).map(([, block]) => block);
    const families = new Map<MetricName, { text: string[]; keys: Set<string> }>();
    for (const sample of acceptSamples(samples, reject)) {
      const key = renderLabels(sample.labels);
      const family = families.get(sample.name) ?? { text: [], keys: new Set<string>() };
      families.set(sample.name, family);
      if (family.keys.has(key) || others.some((block) => block.get(sample.name)?.keys.has(key))) {
        reject('duplicate', { ...sample, labels: Object.fromEntries(sample.labels) });
        continue;
      }
      family.keys.add(key);
      family.text.push(renderSample(sample.name, key, sample.value));
    }
    return new Map([...families].map(([name, { text, keys }]) => [name, { lines: Buffer.from(text.join('')), keys }]));
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
