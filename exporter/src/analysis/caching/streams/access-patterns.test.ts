import { windowOf, type TestAccess } from '../../../../testing/access-windows.js';
import { mix } from '../hash.js';
import { accessPatterns } from './access-patterns.js';
import { OPERATION } from './access-window.js';
import { streamTrace } from './stream-trace.js';

/** All look-ups miss. */
function patternsOf(accesses: TestAccess[]) {
  const trace = streamTrace(windowOf(accesses.sort((a, b) => a.time - b.time)), true);
  const missed = Uint8Array.from(trace.operations, (operation, index) =>
    operation === OPERATION.get && index >= trace.countFrom ? 1 : 0,
  );
  return accessPatterns(trace, missed);
}

const get = (key: number, time: number, prefix: string): TestAccess => ({ key, time, prefix, operation: 'get' });
/** Repeatable numbers from 0 to 1. */
const noise = (index: number) => mix(index + 1) / 2 ** 32;

describe('accessPatterns', () => {
  it('finds keys that are asked for at regular times among others', () => {
    const accesses: TestAccess[] = [];
    for (let time = 0; time < 3_600; time += 300) {
      for (let key = 0; key < 10; key++) accesses.push(get(key, time + key, 'report'));
    }
    for (let index = 0; index < 500; index++) accesses.push(get(100 + (index % 50), 3_600 * noise(index), 'page'));
    const { periodic } = patternsOf(accesses);
    expect(periodic).toEqual([{ prefix: 'report', period: 300, missRatio: expect.closeTo(60 / 310, 1) }]);
  });

  it('finds keys that follow keys of another prefix', () => {
    const accesses: TestAccess[] = [];
    for (let index = 0; index < 2_000; index++) {
      const [time, key] = [index, Math.floor(200 * noise(index))];
      accesses.push(get(key, time, 'product'), get(1_000 + key, time + 0.05, 'review'), get(9_999, time, 'home'));
    }
    const { following } = patternsOf(accesses);
    expect(following[0]).toEqual({ first: 'product', then: 'review', missRatio: expect.closeTo(1 / 3, 1) });
    // what meets by chance is not worth a word
    for (const { missRatio } of following.slice(1)) expect(missRatio).toBeLessThan(0.01);
  });

  it('finds nothing in keys that are asked for at random', () => {
    const accesses = Array.from({ length: 3_000 }, (_, index) =>
      get(Math.floor(300 * noise(index)), 3_600 * noise(index + 7_777), index % 2 === 0 ? 'a' : 'b'),
    );
    const { periodic, following } = patternsOf(accesses);
    expect(periodic).toEqual([]);
    expect(following.reduce((sum, { missRatio }) => sum + missRatio, 0)).toBeLessThan(0.01);
  });
});
