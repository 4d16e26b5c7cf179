import type { MetricType } from '@presage/contract/metrics';

/** The two formats that `/metrics` speaks. */
export const FORMATS = ['text', 'openmetrics'] as const;
export type MetricsFormat = (typeof FORMATS)[number];

export const CONTENT_TYPES: Record<MetricsFormat, string> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/** What stands above the samples of a family. `unit` is a base unit, or '' for a plain number. */
export interface FamilyHeader {
  name: string;
  type: MetricType;
  help: string;
  unit: string;
}

/**
 * The HELP and TYPE lines of a family (and UNIT, where OpenMetrics allows it: only when the name ends with it).
 * OpenMetrics names a counter without its `_total`.
 */
export function renderHeader({ name, type, help, unit }: FamilyHeader, format: MetricsFormat): string {
  if (format === 'text') return `# HELP ${name} ${escapeHelp(help)}\n# TYPE ${name} ${type}\n`;
  const family = type === 'counter' ? name.replace(/_total$/, '') : name;
  const unitLine = unit !== '' && family.endsWith(`_${unit}`) ? `# UNIT ${family} ${unit}\n` : '';
  return `# TYPE ${family} ${type}\n${unitLine}# HELP ${family} ${escapeHelp(help).replaceAll('"', '\\"')}\n`;
}

/** One line for one sample; it is the same in both formats. */
export function renderSample(name: string, labels: string, value: number): string {
  return `${name}${labels === '' ? '' : `{${labels}}`} ${formatValue(value)}\n`;
}

/** Labels as they stand between the braces, in the order given. */
export function renderLabels(labels: Iterable<readonly [string, string]>): string {
  return Array.from(labels, ([name, value]) => `${name}="${escapeLabel(value)}"`).join(',');
}

function escapeLabel(value: string): string {
  return value.replace(/[\\"\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`));
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
}

/** A number as Go's strconv.ParseFloat reads it. */
export function formatValue(value: number): string {
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}
