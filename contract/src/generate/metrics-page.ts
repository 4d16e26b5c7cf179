import { METRICS, PROCESS_METRIC_PREFIXES, type MetricDefinition } from '../metrics.js';
import { METRIC_HORIZONS } from '../kinds.js';

const SECTIONS: readonly [prefix: string, title: string][] = [
  ['presage_recommendation', 'Recommendations of every advisor'],
  ['presage_cache', 'Cache'],
  ['presage_postgres', 'PostgreSQL'],
  ['presage_index', 'Indexes'],
  ['presage_forecast', 'Forecasts'],
  ['presage_capacity', 'Capacity'],
  ['presage_anomaly', 'Anomalies'],
];
const ITSELF = 'The exporter itself';

/** `docs/metrics.md`: the catalogue as tables, one a section. */
export function metricsPage(): string {
  const sections = new Map<string, string[]>([
    [ITSELF, []],
    ...SECTIONS.map(([, title]) => [title, []] as [string, string[]]),
  ]);
  for (const [name, definition] of Object.entries(METRICS)) {
    const title = SECTIONS.find(([prefix]) => name.startsWith(prefix))?.[1] ?? ITSELF;
    sections.get(title)!.push(row(name, definition));
  }
  return [
    '# Metrics',
    '',
    'Generated from `contract/src/metrics.ts` by `npm run generate`; do not edit.',
    '',
    'Every family that `/metrics` shows is listed here, besides those of the process, whose names start with ' +
      `${PROCESS_METRIC_PREFIXES.map((prefix) => `\`${prefix}\``).join(' and ')}.`,
    'Derived metrics are computed on the interval of their advisor: `presage_advisor_last_success_timestamp_seconds` says when.',
    'What is unknown has no series; it is never published as 0 or NaN.',
    `Forecasts have a \`horizon\` label with one of ${Object.keys(METRIC_HORIZONS)
      .map((h) => `\`${h}\``)
      .join(', ')}: the sample of now is the value expected then.`,
    'A label list that ends in `…` is followed by the labels of the series that the configured expression returns; one that collides becomes `exported_<name>`.',
    ...[...sections].flatMap(([title, rows]) => [
      '',
      `## ${title}`,
      '',
      '| name | type | unit | labels | meaning | since |',
      '| --- | --- | --- | --- | --- | --- |',
      ...rows,
    ]),
    '',
  ].join('\n');
}

function row(name: string, { type, unit, labels, seriesLabels, help, since }: MetricDefinition): string {
  const shown = [...labels.map((label) => `\`${label}\``), ...(seriesLabels ? ['…'] : [])].join(', ');
  const cells = [`\`${name}\``, type, unit === 'series' ? 'as the series' : unit, shown, help, since];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
