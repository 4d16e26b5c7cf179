import { canBackfill, startBackfilled } from '../../../testing/backfilled-prometheus.js';
import { configSchema } from '../../config/config.js';
import { createSources } from '../../sources/create.js';
import { readScanHistories, scanHistoryKey } from './scan-history.js';

const DAY = 86_400;
const METRIC = 'pg_stat_user_indexes_idx_scan';

(canBackfill ? it : it.skip)(
  'reads the scans of indexes from a real Prometheus, over resets and on all replicas',
  async () => {
    const now = Math.floor(Date.now() / 3_600_000) * 3_600;
    const hours = (days: number) =>
      Array.from({ length: days * 24 }, (_, hour) => now - (days * 24 - 1 - hour) * 3_600);
    const history = (
      index: string,
      instance: string,
      days: number,
      value: (day: number) => number,
      cluster = 'shop',
    ) => ({
      metric: METRIC,
      labels: { cluster, instance, datname: 'shop', schemaname: 'public', relname: 't', indexrelname: index },
      times: hours(days),
      values: hours(days).map((time) => value((time - now) / DAY)),
    });
    const { server, remove } = await startBackfilled([
      history('still', 'primary', 40, () => 700),
      history('still', 'replica', 30, () => 0),
      history('reset', 'primary', 40, (day) => (day < -10 ? 500 : 0)),
      history('on replica', 'primary', 40, () => 0),
      history('on replica', 'replica', 40, (day) => (day < -3 ? 0 : 9)),
      history('still', 'other', 40, (day) => 100 + day, 'another shop'),
    ]);
    const config = configSchema.parse({ targets: { prometheus: [{ name: 'main', url: server.url }] } });
    const sources = createSources(config, { request: () => undefined, retry: () => undefined });
    try {
      const settings = { target: 'main', selector: 'cluster="shop"', window: 60 * DAY };
      const found = await readScanHistories(sources.prometheus('main'), settings, AbortSignal.timeout(20_000));
      const of = (index: string) => found[scanHistoryKey('shop', 'public', index)]!;
      expect(Object.keys(found)).toHaveLength(3);
      expect(of('still').scans).toBe(0);
      // from the first moment at which both servers are known
      expect((now - of('still').since) / DAY).toBeGreaterThan(25);
      expect((now - of('still').since) / DAY).toBeLessThan(31);
      expect(of('reset').scans).toBe(0);
      expect(of('on replica').scans).toBeGreaterThan(8);
    } finally {
      await sources.close();
      await remove();
    }
  },
  60_000,
);
