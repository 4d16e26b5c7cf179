import { METRICS, type MetricDefinition, type MetricName, type MetricSample } from '@presage/contract/metrics';

/** Longest label value that is published, in UTF-16 units; Prometheus may be set to refuse longer ones. */
export const LONGEST_LABEL_VALUE = 512;
/** Most labels that one series of the user may add. */
const MOST_SERIES_LABELS = 40;

/** Why a sample was not published. A number that is not finite is none of these: unknown is absent. */
export type Rejection = 'unknown_metric' | 'missing_label' | 'unknown_label' | 'invalid_label' | 'duplicate';

export interface AcceptedSample {
  name: MetricName;
  labels: [string, string][];
  value: number;
}

/** Checks samples against the catalogue and cleans their label values. `reject` hears of each that is left out. */
export function acceptSamples(
  samples: readonly MetricSample[],
  reject: (reason: Rejection, sample: MetricSample) => void,
): AcceptedSample[] {
  const accepted: AcceptedSample[] = [];
  for (const sample of samples) {
    if (!Number.isFinite(sample.value)) continue;
    const labels = Object.hasOwn(METRICS, sample.name) ? labelsOf(sample, METRICS[sample.name]) : 'unknown_metric';
    if (typeof labels === 'string') reject(labels, sample);
    else accepted.push({ name: sample.name, labels, value: sample.value });
  }
  return accepted;
}

/** Fixed labels in the order of the catalogue, then those of the series by name. */
function labelsOf(sample: MetricSample, definition: MetricDefinition): [string, string][] | Rejection {
  const fixed = new Set(definition.labels);
  const result: [string, string][] = [];
  for (const name of definition.labels) {
    const value = sample.labels[name];
    if (value === undefined) return 'missing_label';
    result.push([name, clean(value)]);
  }
  const more = Object.entries(sample.labels).filter(([name]) => !fixed.has(name));
  if (more.length > 0 && !definition.seriesLabels) return 'unknown_label';
  // an empty label is no label
  const series = more
    .map(([name, value]): [string, string] => [name, clean(value)])
    .filter(([, value]) => value !== '');
  if (series.length > MOST_SERIES_LABELS || series.some(([name]) => !isLabelName(name))) return 'invalid_label';
  return [...result, ...series.sort(([a], [b]) => (a < b ? -1 : 1))];
}

function isLabelName(name: string): boolean {
  return /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) && !name.startsWith('__') && name !== 'le' && name.length <= 200;
}

/** Well-formed text without control characters, cut at the bound. Callers outside of TypeScript may send anything. */
function clean(value: unknown): string {
  const text = String(value).replace(/\p{Cc}+/gu, ' ');
  const cut =
    text.length > LONGEST_LABEL_VALUE
      ? `${text.slice(0, LONGEST_LABEL_VALUE - 1).replace(/[\uD800-\uDBFF]$/, '')}…`
      : text;
  return cut.replace(/\p{Cs}/gu, '\uFFFD');
}
