import { LatencyFault } from './latency.js';

test('makes answers wait for as long as it was asked to, then no more', () => {
  let now = 1_000;
  const fault = new LatencyFault(() => now);
  expect(fault.milliseconds).toBe(0);
  fault.start(30, 250);
  expect(fault.milliseconds).toBe(250);
  now += 29_999;
  expect(fault.milliseconds).toBe(250);
  now += 1;
  expect(fault.milliseconds).toBe(0);
});

test('a second command replaces the first', () => {
  const fault = new LatencyFault(() => 0);
  fault.start(30, 250);
  fault.start(1, 20);
  expect(fault.milliseconds).toBe(20);
});
