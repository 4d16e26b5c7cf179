import type { Series } from './series.js';

/**
 * The series as OpenMetrics text with timestamps, in pieces of one series each, for
 * `promtool tsdb create-blocks-from openmetrics`.
 *
 * @param times Unix seconds, one for each value
 */
export function* openMetricsText(series: readonly Series[], times: Float64Array): Generator<string> {
  for (const { name, labels, values } of series) {
    const head = `${name}{${Object.entries(labels)
      .map(([label, value]) => `${label}="${escape(value)}"`)
      .join(',')}}`;
    const lines: string[] = [];
    for (let index = 0; index < times.length; index++) {
      lines.push(`${head} ${Math.round(values[index]! * 1000) / 1000} ${times[index]!}\n`);
    }
    yield lines.join('');
  }
  yield '# EOF\n';
}

function escape(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
