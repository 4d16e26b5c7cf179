import { findNames, type NameList } from './names.js';

const list = (names: string[], metadata: NameList['metadata'] = new Map()): NameList => ({ names, metadata });
const found = (names: string[], search: string, limit = 100) =>
  findNames(list(names), search, limit).names.map(({ name }) => name);

describe('findNames', () => {
  it('puts names that begin with the search before those with a word that does, and these before the rest', () => {
    const names = ['go_requests', 'http_requests_total', 'lastrequest', 'node:request:rate', 'request_seconds'];
    expect(found(names, 'REQ')).toEqual([
      'request_seconds',
      'go_requests',
      'http_requests_total',
      'node:request:rate',
      'lastrequest',
    ]);
  });

  it('lists the first names where nothing is searched for, and tells that there are more', () => {
    expect(findNames(list(['a', 'b', 'c']), '', 2)).toEqual({ names: [{ name: 'a' }, { name: 'b' }], more: true });
    expect(findNames(list(['a', 'b']), '', 2).more).toBe(false);
  });

  it('takes what is searched for as text', () => {
    expect(found(['a.b', 'acb', '.*'], '.*')).toEqual(['.*']);
    expect(found(['a'], '(')).toEqual([]);
  });

  it('describes the parts of a histogram as the whole, in one short line', () => {
    const metadata = new Map([['latency_seconds', { type: 'histogram', help: `How\nlong ${'x'.repeat(400)}` }]]);
    const { names } = findNames(list(['latency_seconds_bucket', 'other'], metadata), '', 10);
    expect(names[0]).toMatchObject({ type: 'histogram', help: expect.stringMatching(/^How long x{290}…$/) });
    expect(names[1]).toEqual({ name: 'other' });
  });

  it('is not fooled by metrics that are called like properties of objects', () => {
    expect(findNames(list(['__proto__', 'constructor']), '', 10).names).toEqual([
      { name: '__proto__' },
      { name: 'constructor' },
    ]);
  });
});
