import { FAULTS, type RecommendationRow } from '../faults.js';
import type { DeliveredAlert } from '../receiver.js';
import { recommendationRows } from './look.js';
import { createReport, describeReport, type Seen } from './report.js';
import { Watch } from './watch.js';

const endpoints = { exporter: 'e', prometheus: 'p', alertmanager: 'a', shop: 's', receiver: 'r' };
const alert: DeliveredAlert = {
  name: 'PresageAnomalyActive',
  status: 'firing',
  severity: 'warning',
  summary: 's',
  description: 'd',
  runbookUrl: 'u',
  labels: {},
  receivedAt: 0,
};
const index = (fields: Partial<RecommendationRow>): RecommendationRow => ({
  id: 'i',
  advisor: 'indexes',
  target: 'shop',
  action: 'drop_index',
  object: 'o',
  title: 't',
  reason: 'r',
  change: 'c',
  confidence: 1,
  labels: {},
  ...fields,
});

function watchWithEverything(): Watch {
  const watch = new Watch();
  for (const fault of FAULTS) watch.found.set(fault.id, { fault, how: 'seen', afterSeconds: 3 });
  return watch;
}
const seen = (fields: Partial<Seen> = {}): Seen => ({
  mode: 'local',
  seconds: 60,
  endpoints,
  watch: watchWithEverything(),
  prometheusSeries: 5,
  alerts: [alert],
  pictures: [],
  ...fields,
});

test('a run that saw everything is good', () => {
  const report = createReport(seen());
  expect(report).toMatchObject({ ok: true, missing: [], prometheus: { series: 5 } });
  expect(report.faults.every(({ found, afterSeconds }) => found && afterSeconds === 3)).toBe(true);
});

test('a fault that was not found is named and makes the run bad', () => {
  const watch = watchWithEverything();
  watch.found.delete('n-plus-one');
  const report = createReport(seen({ watch }));
  expect(report.ok).toBe(false);
  expect(report.missing).toEqual([expect.stringContaining('n-plus-one')]);
  expect(describeReport(report)).toContain('not found: the order history');
});

test.each(['severity', 'summary', 'description', 'runbookUrl'] as const)(
  'an alert without %s does not count',
  (field) => {
    expect(createReport(seen({ alerts: [{ ...alert, [field]: undefined }] })).missing).toHaveLength(1);
  },
);

test('an alert that is not ours does not count, nor does the absence of series', () => {
  expect(createReport(seen({ alerts: [{ ...alert, name: 'Other' }] })).ok).toBe(false);
  expect(createReport(seen({ prometheusSeries: 0 })).ok).toBe(false);
});

test('counts families, series and recommendations of the last look', () => {
  const watch = watchWithEverything();
  const samples = ['presage_a_bucket', 'presage_a_bucket', 'presage_a_sum', 'presage_b', 'process_x'].map((name) => ({
    name,
    labels: {},
    value: 1,
  }));
  watch.add({ samples, recommendations: [index({}), index({}), index({ action: 'create_index' })] }, 9);
  const report = createReport(seen({ watch }));
  expect(report.metrics).toEqual({ families: 2, series: 4 });
  expect(report.recommendations.byAction).toEqual({ drop_index: 2, create_index: 1 });
});

test('a fault that was found stays found when it is over, with the moment of the first sight', () => {
  const watch = new Watch();
  const active = (value: number) => ({
    recommendations: [],
    samples: [{ name: 'presage_anomaly_active', labels: { anomaly: 'shop-latency-p95' }, value }],
  });
  expect(watch.add(active(0), 1)).toEqual([]);
  expect(watch.add(active(1), 7).map(({ fault }) => fault.id)).toEqual(['latency-spike']);
  expect(watch.add(active(1), 12)).toEqual([]);
  watch.add(active(0), 20);
  const report = createReport(seen({ watch }));
  expect(report.faults.find(({ id }) => id === 'latency-spike')).toMatchObject({ found: true, afterSeconds: 7 });
  expect(report.anomalies).toEqual({ seen: [{ anomaly: 'shop-latency-p95' }], active: [] });
});

test('reads the rows of a recommendation frame', () => {
  const frame = {
    schema: {
      meta: { custom: { presage: 1 as const, kind: 'recommendation' as const } },
      fields: [
        { name: 'id', type: 'string' as const },
        { name: 'gainRatio', type: 'number' as const },
        { name: 'labels', type: 'string' as const },
      ],
    },
    data: {
      values: [
        ['a', 'b'],
        [0.5, null],
        ['{"relname":"orders"}', '{}'],
      ],
    },
  };
  expect(recommendationRows(frame)).toEqual([
    { id: 'a', gainRatio: 0.5, labels: { relname: 'orders' } },
    { id: 'b', gainRatio: undefined, labels: {} },
  ]);
});
