import type { PrometheusTarget } from '../../config/config.js';
import type { ObservedTarget } from '../observer.js';
import type { MetricMetadata, PrometheusSeries, PrometheusSource, SeriesSelection } from '../source.js';
import { readMetadata, readSeries, readStrings } from './answer.js';
import { PrometheusHttp } from './http.js';
import { labelPath } from './label-path.js';
import { RangeMerge, splitRange } from './range.js';
import { prometheusSettings, type PrometheusSettings } from './settings.js';

/** Reads one server with the Prometheus HTTP API: https://prometheus.io/docs/prometheus/latest/querying/api/ */
export class PrometheusReader implements PrometheusSource {
  readonly name: string;
  readonly #settings: PrometheusSettings;
  readonly #http: PrometheusHttp;

  constructor(target: PrometheusTarget, observed: ObservedTarget) {
    this.name = target.name;
    this.#settings = prometheusSettings(target);
    this.#http = new PrometheusHttp(this.#settings, observed);
  }

  async instant(expr: string, signal: AbortSignal, time?: number): Promise<PrometheusSeries[]> {
    const parameters = { query: expr, timeout: this.#timeout, ...(time !== undefined && { time: time.toFixed(3) }) };
    return readSeries(await this.#http.ask('query', parameters, signal), 'vector', this.#settings.subject);
  }

  async range(
    request: { expr: string; from: number; to: number; step: number; maxSeries?: number },
    signal: AbortSignal,
  ): Promise<PrometheusSeries[]> {
    const { subject } = this.#settings;
    const merge = new RangeMerge(request.maxSeries ?? Infinity, subject);
    // One part after the other: a long history is no reason to load the server with several queries at once.
    for (const { start, end } of splitRange(request, subject)) {
      const parameters = {
        query: request.expr,
        start: seconds(start),
        end: seconds(end),
        step: seconds(Math.round(request.step * 1000)),
        timeout: this.#timeout,
      };
      merge.add(await readSeries(await this.#http.ask('query_range', parameters, signal), 'matrix', subject));
    }
    return merge.series;
  }

  async labelNames(signal: AbortSignal, selection?: SeriesSelection): Promise<string[]> {
    return readStrings(await this.#http.get('labels', selected(selection), signal), this.#settings.subject);
  }

  async labelValues(label: string, signal: AbortSignal, selection?: SeriesSelection): Promise<string[]> {
    const path = `label/${labelPath(label)}/values`;
    return readStrings(await this.#http.get(path, selected(selection), signal), this.#settings.subject);
  }

  async metadata(signal: AbortSignal): Promise<Map<string, MetricMetadata>> {
    return readMetadata(await this.#http.get('metadata', { limit_per_metric: '1' }, signal), this.#settings.subject);
  }

  close(): Promise<void> {
    return this.#http.close();
  }

  /** The server gives up when we do. */
  get #timeout(): string {
    return `${Math.ceil(this.#settings.timeoutMs)}ms`;
  }
}

function selected({ match, from }: SeriesSelection = {}): Record<string, string> {
  return { ...(match !== undefined && { 'match[]': match }), ...(from !== undefined && { start: from.toFixed(3) }) };
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}
