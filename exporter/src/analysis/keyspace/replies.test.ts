import {
  latencyQuantile,
  readClients,
  readLatencyHistogram,
  readLatencySpikes,
  readPackingSettings,
  readSlotStatistics,
} from './replies.js';

const histogram = (calls: number, buckets: number[]) => ['calls', calls, 'histogram_usec', buckets];

describe('LATENCY HISTOGRAM', () => {
  const before = readLatencyHistogram(['GET', histogram(10, [1, 8, 2, 10]), 'config|get', histogram(1, [33, 1])]);
  const after = readLatencyHistogram(['get', histogram(110, [1, 58, 2, 108, 4, 109, 1_024, 110])]);

  it('is read by command', () => {
    expect(before).toEqual([
      {
        command: 'get',
        calls: 10,
        buckets: [
          [1, 8],
          [2, 10],
        ],
      },
      { command: 'config|get', calls: 1, buckets: [[33, 1]] },
    ]);
  });

  it('gives the quantiles of what came in between', () => {
    expect(latencyQuantile(before[0], after[0]!, 0.5)).toBe(1e-6);
    expect(latencyQuantile(before[0], after[0]!, 0.99)).toBe(4e-6);
    expect(latencyQuantile(before[0], after[0]!, 1)).toBe(1_024e-6);
    expect(latencyQuantile(undefined, after[0]!, 0.5)).toBe(1e-6);
    expect(latencyQuantile(after[0], after[0]!, 0.5)).toBeUndefined();
  });

  it('begins anew after a restart', () => {
    expect(latencyQuantile(after[0], before[0]!, 0.9)).toBe(2e-6);
  });

  it('is nothing where the reply is something else', () => {
    for (const reply of [null, 'OK', [], ['get'], ['get', []], ['get', ['calls', 1]], undefined, 5]) {
      expect(readLatencyHistogram(reply)).toEqual([]);
    }
  });
});

it('reads LATENCY LATEST', () => {
  expect(
    readLatencySpikes([
      ['command', 1_405_067_976, 251, 1_001],
      ['fork', 1_405_067_980, 3, 3],
    ]),
  ).toEqual([
    { event: 'command', seconds: 0.251, at: 1_405_067_976 },
    { event: 'fork', seconds: 0.003, at: 1_405_067_980 },
  ]);
  expect(readLatencySpikes(undefined)).toEqual([]);
});

it('reads CLUSTER SLOT-STATS of Redis 8.2 and of Valkey without processor time', () => {
  const slot = ['key-count', 7, 'cpu-usec', 2_000_000, 'network-bytes-in', 1, 'memory-bytes', 99];
  expect(readSlotStatistics([[5, slot]])).toEqual([{ slot: 5, keys: 7, processorSeconds: 2 }]);
  expect(readSlotStatistics([[5, ['key-count', 7]], 'x', [6]])).toEqual([{ slot: 5, keys: 7 }]);
});

it('finds the clients that stand out in CLIENT LIST', () => {
  const line = (id: number, name: string, idle: number, flags: string, omem: number) =>
    `id=${id} addr=10.0.0.${id}:5000 laddr=10.0.0.9:6379 fd=8 name=${name} age=9 idle=${idle} flags=${flags} db=0 omem=${omem} cmd=get`;
  const reply = [line(1, 'shop', 0, 'N', 0), line(2, '', 9_999, 'N', 70_000), line(3, 'bus', 9_999, 'P', 5)].join('\n');
  expect(readClients(`${reply}\n`)).toEqual({
    clients: 3,
    largestOutputBytes: 70_000,
    largestOutputClient: '10.0.0.2:5000 (get)',
    idleClients: 1,
  });
  expect(readClients('')).toBeUndefined();
  expect(readClients(undefined)).toBeUndefined();
});

describe('readPackingSettings', () => {
  it('takes what bounds packing, and nothing else', () => {
    const reply = ['hash-max-listpack-entries', '100', 'slowlog-max-len', '128', 'set-max-intset-entries', '512'];
    expect(readPackingSettings(reply)).toEqual({ 'hash-max-listpack-entries': 100, 'set-max-intset-entries': 512 });
  });

  it.each([undefined, null, 'OK', ['hash-max-listpack-value'], ['hash-max-listpack-value', 'many']])(
    'has none in %j',
    (reply) => expect(readPackingSettings(reply)).toEqual({}),
  );
});
