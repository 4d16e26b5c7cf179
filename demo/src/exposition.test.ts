import { Gauge, Histogram, Registry } from 'prom-client';
import { parseExposition } from './exposition.js';

test('reads what prom-client writes, escapes included', async () => {
  const registry = new Registry();
  const registers = [registry];
  new Gauge({ name: 'plain', help: 'h', registers }).set(-1.5e-7);
  new Gauge({ name: 'labelled', help: 'h', labelNames: ['a', 'b'], registers }).set(
    { a: 'x"y\\n', b: 'l1\nl2}, c="' },
    3,
  );
  new Histogram({ name: 'h', help: 'h', buckets: [1], registers }).observe(2);
  expect(parseExposition(await registry.metrics())).toEqual([
    { name: 'plain', labels: {}, value: -1.5e-7 },
    { name: 'labelled', labels: { a: 'x"y\\n', b: 'l1\nl2}, c="' }, value: 3 },
    { name: 'h_bucket', labels: { le: '1' }, value: 0 },
    { name: 'h_bucket', labels: { le: '+Inf' }, value: 1 },
    { name: 'h_sum', labels: {}, value: 2 },
    { name: 'h_count', labels: {}, value: 1 },
  ]);
});

test('reads infinities, NaN and timestamps', () => {
  const values = parseExposition('a +Inf\na -Inf\na NaN\na 4 1700000000000\n').map(({ value }) => value);
  expect(values).toEqual([Infinity, -Infinity, NaN, 4]);
});

test('names a line that is none', () => {
  expect(() => parseExposition('up 1\n<html>')).toThrow('not a line of the Prometheus text format: <html>');
});
