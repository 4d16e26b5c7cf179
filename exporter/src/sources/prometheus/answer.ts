import { Breather } from '../../breather.js';
import { PresageError } from '../../error.js';
import { cutText } from '../network-error.js';
import type { MetricMetadata, PrometheusSeries } from '../source.js';

/** Shorter answers are read in one go. */
const LONG_ANSWER = 100_000;

/** `data` of a successful answer. PRS_SOURCE_PROTOCOL when it is no answer of the Prometheus API. */
export async function answerData(text: string, subject: string): Promise<unknown> {
  const answer = (text.length > LONG_ANSWER ? await parseBySeries(text) : undefined) ?? parseJson(text);
  if (isRecord(answer) && answer['status'] === 'success' && 'data' in answer) return answer['data'];
  throw wrongShape(subject);
}

/** What an answer with an error status means. */
export function answerError(status: number, text: string, subject: string): PresageError {
  const answer = parseJson(text);
  const said = isRecord(answer) && typeof answer['error'] === 'string' ? cutText(answer['error']) : undefined;
  const type = isRecord(answer) ? answer['errorType'] : undefined;
  const message = `${subject}: ${said ?? `the server answered with HTTP status ${status}`}`;
  if (status === 401) return new PresageError('PRS_SOURCE_AUTHENTICATION', message);
  if (status === 403) return new PresageError('PRS_SOURCE_PERMISSION', message);
  // Prometheus sends 503 for a query that ran into its own time limit; asking again would only add load.
  if (type === 'timeout') return new PresageError('PRS_SOURCE_TIMEOUT', message);
  if ([429, 502, 503, 504].includes(status)) return new PresageError('PRS_SOURCE_UNREACHABLE', message);
  if (said !== undefined) return new PresageError('PRS_SOURCE_QUERY', message);
  return new PresageError('PRS_SOURCE_PROTOCOL', `${message}, which is no answer of the Prometheus API`);
}

/**
 * Series of a vector, scalar or matrix. Samples that are not finite are dropped, and series that then have none;
 * so are native histograms. PRS_SOURCE_QUERY for another type of result, PRS_SOURCE_PROTOCOL for another shape.
 */
export async function readSeries(
  data: unknown,
  type: 'vector' | 'matrix',
  subject: string,
): Promise<PrometheusSeries[]> {
  if (!isRecord(data) || typeof data['resultType'] !== 'string') throw wrongShape(subject);
  const { resultType, result } = data;
  if (!Array.isArray(result)) throw wrongShape(subject);
  if (resultType === 'scalar' && type === 'vector') return keepFilled([readOne({}, [result], subject)]);
  if (resultType !== type) {
    const expected = type === 'vector' ? 'an instant vector' : 'a range of values';
    const text = `${subject}: the expression gives a ${cutText(String(resultType))} instead of ${expected}`;
    throw new PresageError('PRS_SOURCE_QUERY', text);
  }
  const breather = new Breather();
  const series: PrometheusSeries[] = [];
  for (const entry of result) {
    series.push(readEntry(entry, subject));
    await breather.breathe();
  }
  return keepFilled(series);
}

/** A list of strings, as `/labels` and `/label/<name>/values` give it. */
export function readStrings(data: unknown, subject: string): string[] {
  if (Array.isArray(data) && data.every((item): item is string => typeof item === 'string')) return data;
  throw wrongShape(subject);
}

/** The first entry of each metric in an answer of `/metadata`; what has another shape is left out. */
export function readMetadata(data: unknown, subject: string): Map<string, MetricMetadata> {
  if (!isRecord(data)) throw wrongShape(subject);
  const metadata = new Map<string, MetricMetadata>();
  for (const [metric, entries] of Object.entries(data)) {
    const entry: unknown = Array.isArray(entries) ? entries[0] : undefined;
    if (!isRecord(entry)) continue;
    const { type, help } = entry;
    metadata.set(metric, { type: typeof type === 'string' ? type : '', help: typeof help === 'string' ? help : '' });
  }
  return metadata;
}

function readEntry(entry: unknown, subject: string): PrometheusSeries {
  if (!isRecord(entry)) throw wrongShape(subject);
  const { metric, value, values } = entry;
  if (!isRecord(metric) || !Object.values(metric).every((label) => typeof label === 'string'))
    throw wrongShape(subject);
  const samples = values ?? (value === undefined ? [] : [value]);
  return readOne(metric as Record<string, string>, samples, subject);
}

function readOne(labels: Record<string, string>, samples: unknown, subject: string): PrometheusSeries {
  if (!Array.isArray(samples)) throw wrongShape(subject);
  const series: PrometheusSeries = { labels, times: [], values: [] };
  for (const sample of samples as unknown[]) {
    if (!Array.isArray(sample) || typeof sample[0] !== 'number' || typeof sample[1] !== 'string') {
      throw wrongShape(subject);
    }
    // "+Inf" and "NaN" come out as NaN here, as does text that is no number at all.
    const value = sample[1] === '' ? NaN : Number(sample[1]);
    if (!Number.isFinite(value)) continue;
    series.times.push(sample[0]);
    series.values.push(value);
  }
  return series;
}

function keepFilled(series: PrometheusSeries[]): PrometheusSeries[] {
  return series.filter((one) => one.times.length > 0);
}

const SERIES_START = '{"metric":';
const SERIES_END = ']]}';

/**
 * Parses a long answer one series after the other, with pauses. `{"metric":` cannot stand within a string, where its
 * quotes would be escaped, so it is where a series starts. Undefined when the text is not laid out as it should be.
 */
async function parseBySeries(text: string): Promise<unknown> {
  const first = text.indexOf(SERIES_START);
  const end = text.lastIndexOf(SERIES_END) + SERIES_END.length;
  if (first < 0 || end <= first) return undefined;
  const answer = parseJson(text.slice(0, first) + text.slice(end));
  const result = isRecord(answer) && isRecord(answer['data']) ? answer['data']['result'] : undefined;
  if (!Array.isArray(result) || result.length > 0) return undefined;
  const breather = new Breather();
  for (let start = first; start < end; ) {
    const next = text.indexOf(`,${SERIES_START}`, start);
    const series = parseJson(text.slice(start, next < 0 ? end : next));
    if (series === undefined) return undefined;
    result.push(series);
    start = next < 0 ? end : next + 1;
    await breather.breathe();
  }
  return answer;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrongShape(subject: string): PresageError {
  return new PresageError('PRS_SOURCE_PROTOCOL', `${subject}: the answer is not one of the Prometheus API`);
}
