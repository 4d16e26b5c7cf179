import type { Series } from './series.js';
import { openMetricsText } from './openmetrics.js';

test('writes one line a value, escaped, and the end mark', () => {
  const series: Series[] = [
    { name: 'a_total', labels: { job: 'shop', path: 'q"\\\n' }, values: Float64Array.of(0, 1.00049) },
    { name: 'b', labels: { job: 'shop' }, values: Float64Array.of(5, 6) },
  ];
  expect([...openMetricsText(series, Float64Array.of(100, 220))].join('')).toBe(
    [
      'a_total{job="shop",path="q\\"\\\\\\n"} 0 100',
      'a_total{job="shop",path="q\\"\\\\\\n"} 1 220',
      'b{job="shop"} 5 100',
      'b{job="shop"} 6 220',
      '# EOF\n',
    ].join('\n'),
  );
});
