import { ACCESS_OPERATIONS, ACCESS_OUTCOMES, accessBatch, type AccessBatch } from '@presage/contract/access';
import { hashKey } from '../../analysis/caching/hash.js';
import { OPERATION, OUTCOME } from '../../analysis/caching/streams/access-window.js';
import { AccessCollector } from './collector.js';
import { PushStream, StreamBusyError } from './push-stream.js';

const batch = (count: number, time = 1_000_000): AccessBatch => ({
  rate: 0.5,
  lookups: 2 * count,
  lost: 0,
  prefixes: ['product'],
  hash: Array.from({ length: count }, (_, index) => index),
  time: Array.from({ length: count }, () => time),
  operation: Array.from({ length: count }, () => 0),
  outcome: Array.from({ length: count }, () => 1),
  size: Array.from({ length: count }, () => 10),
  ttl: Array.from({ length: count }, () => 0),
  prefix: Array.from({ length: count }, (_, index) => (index % 2 === 0 ? 0 : -1)),
});
const stream = () => {
  const collector = new AccessCollector({ window: 600, rate: 1, keys: 100_000, references: 1_000_000 });
  return { collector, push: new PushStream('pages', collector) };
};

describe('PushStream', () => {
  it('takes a batch and says which rate it wants', () => {
    const { push, collector } = stream();
    expect(push.push(batch(10), 1_000)).toEqual({ accepted: 10, rate: 1 });
    expect(collector.window()).toMatchObject({ rate: 0.5, prefixes: ['product'] });
    expect([...collector.window()!.prefixNumbers.slice(0, 2)]).toEqual([0, 0xffff]);
    expect([...collector.window()!.times]).toEqual(Array.from({ length: 10 }, () => 1_000));
  });

  it('puts a clock right that is far off, and believes one that is nearly right', () => {
    const { push, collector } = stream();
    push.push(batch(1, 1_000_000), 50_000);
    push.push(batch(1, 50_030_000), 50_000);
    expect([...collector.window()!.times]).toEqual([50_000, 50_030]);
  });

  it('makes who sends too much wait, and takes from them again later', () => {
    const { push } = stream();
    for (let count = 0; count < 10; count++) push.push(batch(10_000), 1_000);
    let busy: unknown;
    try {
      push.push(batch(10_000), 1_000);
    } catch (error) {
      busy = error;
    }
    expect(busy).toBeInstanceOf(StreamBusyError);
    expect(busy).toMatchObject({ code: 'PRS_STREAM_BUSY', status: 429, retryAfterSeconds: 2 });
    expect(push.push(batch(10_000), 1_002).accepted).toBe(10_000);
  });
});

describe('the wire', () => {
  it('hashes keys as samplers do', () => {
    expect(['', 'a', 'product:1', 'größe', '🙂'].map((key) => hashKey(key))).toEqual([
      2_872_998_923, 444_641_715, 1_097_168_160, 2_538_389_087, 2_208_423_841,
    ]);
  });

  it('has the codes of the analysis', () => {
    expect(ACCESS_OPERATIONS.map((name) => OPERATION[name])).toEqual([0, 1, 2, 3]);
    expect(ACCESS_OUTCOMES.map((name) => OUTCOME[name])).toEqual([0, 1, 2]);
  });

  it.each([
    ['columns of different length', { time: [] }],
    ['a prefix that is not listed', { prefix: [1, 0] }],
    ['a hash of more than 32 bits', { hash: [2 ** 32, 0] }],
    ['a rate of nothing', { rate: 0 }],
    ['something else', { extra: 1 }],
  ])('refuses %s', (_, change) => {
    expect(accessBatch.safeParse({ ...batch(2), ...change }).success).toBe(false);
  });

  it('takes what is right', () => expect(accessBatch.parse(batch(2))).toEqual(batch(2)));
});
