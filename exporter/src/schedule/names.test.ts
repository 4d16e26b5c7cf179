import { setImmediate } from 'node:timers/promises';
import { findNames, type NameList } from './names.js';

const list = (names: string[], metadata: NameList['metadata'] = new Map()): NameList => ({ names, metadata });
const found = async (names: string[], search: string, limit = 100) =>
  (await findNames(list(names), search, limit)).names.map(({ name }) => name);

describe('findNames', () => {
  it('puts names that begin with the search before those with a word that does, and these before the rest', async () => {
    const names = ['go_requests', 'http_requests_total', 'lastrequest', 'node:request:rate', 'request_seconds'];
    expect(await found(names, 'REQ')).toEqual([
      'request_seconds',
      'go_requests',
      'http_requests_total',
      'node:request:rate',
      'lastrequest',
    ]);
  });

  it('lists the first names where nothing is searched for, and tells that there are more', async () => {
    expect(await findNames(list(['a', 'b', 'c']), '', 2)).toEqual({
      names: [{ name: 'a' }, { name: 'b' }],
      more: true,
    });
    expect(await findNames(list(['a', 'b']), '', 2)).toMatchObject({ more: false });
  });

  it('searches tens of thousands of names in turns, so that others get theirs', async () => {
    const names = Array.from({ length: 50_000 }, (_, index) => `service_${index % 500}_requests_${index}_total`);
    let turns = 0;
    let isDone = false;
    const others = (async () => {
      for (; !isDone; turns++) await setImmediate();
    })();
    expect(await found(names, '49999')).toEqual(['service_499_requests_49999_total']);
    isDone = true;
    await others;
    expect(turns).toBeGreaterThan(1);
  });

  it('takes what is searched for as text', async () => {
    expect(await found(['a.b', 'acb', '.*'], '.*')).toEqual(['.*']);
    expect(await found(['a'], '(')).toEqual([]);
  });

  it('describes the parts of a histogram as the whole, in one short line', async () => {
    const metadata = new Map([['latency_seconds', { type: 'histogram', help: `How\nlong ${'x'.repeat(400)}` }]]);
    const { names } = await findNames(list(['latency_seconds_bucket', 'other'], metadata), '', 10);
    expect(names[0]).toMatchObject({ type: 'histogram', help: expect.stringMatching(/^How long x{290}…$/) });
    expect(names[1]).toEqual({ name: 'other' });
  });

  it('is not fooled by metrics that are called like properties of objects', async () => {
    const { names } = await findNames(list(['__proto__', 'constructor']), '', 10);
    expect(names).toEqual([{ name: '__proto__' }, { name: 'constructor' }]);
  });
});
