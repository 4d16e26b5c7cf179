import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { configSchema } from '../../exporter/src/config/config.js';
import { PANELS } from './run/panels.js';
import { STORAGE_LIMIT_BYTES } from './shape.js';

const config = configSchema.parse(parse(readFileSync(new URL('../presage.yaml', import.meta.url), 'utf8')));

test('the threshold of the storage forecast is the size of the volume', () => {
  const storage = config.advisors.forecasts.rules.find(({ name }) => name === 'shop-storage')!;
  expect(storage.thresholds).toEqual([{ name: 'full', value: STORAGE_LIMIT_BYTES, direction: 'above' }]);
});

test('what ../faults.ts looks for is configured', () => {
  expect(config.advisors.anomalies.rules.map(({ name }) => name)).toContain('shop-latency-p95');
  expect(config.advisors.indexes.unused_after).toBeLessThanOrEqual(60);
});

test.each(PANELS.flatMap(({ queries }) => queries).filter(({ name }) => name))(
  'the panel of %j has its rule',
  (query) => {
    const rules = query.kind === 'forecast' ? config.advisors.forecasts.rules : config.advisors.anomalies.rules;
    expect(rules.map(({ name }) => name)).toContain(query.name);
  },
);
