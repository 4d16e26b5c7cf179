import type { ErrorCode } from '@presage/contract/errors';
import type { SourceKind } from '@presage/contract/kinds';
import { METRICS, type MetricName } from '@presage/contract/metrics';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry, type Metric } from 'prom-client';
import { FORMATS, formatValue, renderHeader, renderLabels, renderSample, type MetricsFormat } from './family.js';

const LAG = 'nodejs_eventloop_lag';
const SOURCE_SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30];
const HTTP_SECONDS = [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30];

/** Milliseconds that the numbers of the process may be old: reading them asks the system a dozen things. */
const GATHER_INTERVAL = 5_000;

/** State of one target, as far as metrics care. */
export interface SourceState {
  source: SourceKind;
  name: string;
  up?: boolean;
}

/** The metrics that the exporter measures of itself. prom-client keeps them, but never renders them. */
export class SelfMetrics {
  readonly #registry = new Registry();
  /** Read between scrapes, not by them. */
  readonly #process = new Registry();
  #gathered: Promise<Record<MetricsFormat, string>>;
  readonly #sourceRequests = this.#counter('presage_source_requests_total');
  readonly #sourceRetries = this.#counter('presage_source_retries_total');
  readonly #sourceSeconds = this.#histogram('presage_source_request_duration_seconds', SOURCE_SECONDS);
  readonly #sourceUp = this.#gauge('presage_source_up');
  readonly #httpRequests = this.#counter('presage_http_requests_total');
  readonly #httpSeconds = this.#histogram('presage_http_request_duration_seconds', HTTP_SECONDS);
  readonly #reloadSuccessful = this.#gauge('presage_config_last_reload_successful');
  readonly #reloadTime = this.#gauge('presage_config_last_reload_success_timestamp_seconds');
  readonly #samplesRejected = this.#counter('presage_samples_rejected_total');

  constructor(version: string) {
    collectDefaultMetrics({ register: this.#process });
    // these begin anew whenever they are read, so that each scrape hears of the longest lag since the one before
    for (const metric of this.#process.getMetricsAsArray().filter(({ name }) => name.startsWith(LAG))) {
      this.#process.removeSingleMetric(metric.name);
      this.#registry.registerMetric(metric as unknown as Metric);
    }
    this.#gauge('presage_build_info').set({ version, node_version: process.version }, 1);
    this.#gathered = this.#gather();
    setInterval(() => (this.#gathered = this.#gather()), GATHER_INTERVAL).unref();
  }

  sourceRequest(source: SourceKind, target: string, outcome: 'ok' | ErrorCode, seconds: number): void {
    this.#sourceRequests.inc({ source, target, outcome });
    this.#sourceSeconds.observe({ source, target }, seconds);
  }

  sourceRetry(source: SourceKind, target: string): void {
    this.#sourceRetries.inc({ source, target });
  }

  httpRequest(route: string, status: number, seconds: number): void {
    this.#httpRequests.inc({ route, status: String(status) });
    this.#httpSeconds.observe({ route }, seconds);
  }

  sampleRejected(advisor: string, reason: string): void {
    this.#samplesRejected.inc({ advisor, reason });
  }

  /** `now` in Unix seconds. */
  configLoaded(successful: boolean, now: number): void {
    this.#reloadSuccessful.set(successful ? 1 : 0);
    if (successful) this.#reloadTime.set(now);
  }

  /** Forgets the series of targets that are not configured any more. */
  async retainTargets(isKnown: (source: string, target: string) => boolean): Promise<void> {
    for (const metric of [this.#sourceRequests, this.#sourceRetries, this.#sourceSeconds]) {
      for (const { labels } of (await metric.get()).values) {
        const own = Object.fromEntries(Object.entries(labels).filter(([label]) => label !== 'le'));
        if (!isKnown(String(own.source), String(own.target))) metric.remove(own);
      }
    }
  }

  /**
   * All families as text. prom-client's own renderer is not used: its OpenMetrics form strips `_total` from the
   * metrics for good, and it prints NaN as `Nan`.
   */
  async render(format: MetricsFormat, sources: readonly SourceState[]): Promise<string> {
    this.#sourceUp.reset();
    for (const { source, name, up } of sources) {
      if (up !== undefined) this.#sourceUp.set({ source, target: name }, up ? 1 : 0);
    }
    const gathered = await this.#gathered;
    return gathered[format] + renderFamilies(await this.#registry.getMetricsAsJSON(), format);
  }

  async #gather(): Promise<Record<MetricsFormat, string>> {
    const families = await this.#process.getMetricsAsJSON();
    const pages = FORMATS.map((format) => [format, renderFamilies(families, format)]);
    return Object.fromEntries(pages) as Record<MetricsFormat, string>;
  }

  #gauge(name: MetricName) {
    return new Gauge({ ...this.#definition(name) });
  }

  #counter(name: MetricName) {
    return new Counter({ ...this.#definition(name) });
  }

  #histogram(name: MetricName, buckets: number[]) {
    return new Histogram({ ...this.#definition(name), buckets });
  }

  #definition(name: MetricName) {
    const { help, labels } = METRICS[name];
    return { name, help, labelNames: [...labels] as string[], registers: [this.#registry] };
  }
}

/** A family as prom-client hands it out; histograms name each of their samples. */
interface Family {
  name: string;
  help: string;
  type: 'gauge' | 'counter' | 'histogram';
  values: { value: number; metricName?: string; labels: Record<string, string | number> }[];
}

function renderFamilies(families: readonly object[], format: MetricsFormat): string {
  return families.map((family) => renderFamily(family as Family, format)).join('');
}

function renderFamily({ name, help, type, values }: Family, format: MetricsFormat): string {
  // prom-client's gauges of handles and requests end with `_total`, which only counters may
  if (values.length === 0 || (type === 'gauge' && name.endsWith('_total'))) return '';
  const unit = /_(seconds|bytes)(_total)?$/.exec(name)?.[1] ?? '';
  const lines = values.map((sample) => {
    const labels = Object.entries(sample.labels).map(
      ([label, value]) => [label, label === 'le' ? bound(value, format) : String(value)] as const,
    );
    return renderSample(sample.metricName ?? name, renderLabels(labels), sample.value);
  });
  return renderHeader({ name, type, help, unit }, format) + lines.join('');
}

/** OpenMetrics writes bounds as floats: `1.0`. */
function bound(value: string | number, format: MetricsFormat): string {
  const text = typeof value === 'number' ? formatValue(value) : value;
  return format === 'openmetrics' && /^-?\d+$/.test(text) ? `${text}.0` : text;
}
