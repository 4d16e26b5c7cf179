import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { configSchema } from '../../exporter/src/config/config.js';
import { PANELS } from './run/panels.js';

const config = configSchema.parse(parse(readFileSync(new URL('../presage.yaml', import.meta.url), 'utf8')));

test('the storage forecast is a resource, full at the size of the volume that the shop publishes', () => {
  const storage = config.advisors.forecasts.rules.find(({ name }) => name === 'shop-storage')!;
  expect(storage.resource).toBe('storage');
  expect(storage.thresholds).toEqual([{ name: 'full', value: 'max(shop_storage_limit_bytes)', direction: 'above' }]);
});

test('what ../faults.ts looks for is configured', () => {
  expect(config.advisors.anomalies.rules.map(({ name }) => name)).toContain('shop-latency-p95');
  expect(config.advisors.indexes.unused_after).toBeLessThanOrEqual(60);
});

test('the chain of caches goes from Redis to the buffers of the database', () => {
  expect(config.advisors.layers.chains[0]!.layers.map(({ name }) => name)).toEqual(['redis', 'buffers']);
});

test.each(PANELS.flatMap(({ queries }) => queries).filter(({ name }) => name))(
  'the panel of %j has its rule',
  (query) => {
    const { forecasts, anomalies } = config.advisors;
    const rules = { forecast: forecasts.rules, anomaly: anomalies.rules, curve: config.targets.stream };
    expect(rules[query.kind as keyof typeof rules].map(({ name }) => name)).toContain(query.name);
  },
);
