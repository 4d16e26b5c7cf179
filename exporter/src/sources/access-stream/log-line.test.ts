import { parseLogLine } from './log-line.js';

const line = (rest = '') =>
  `192.0.2.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /a/b.png?x=1 HTTP/1.1" 200 2326 "http://example/\\"q\\"" "Mozilla/4.08 [en]"${rest}`;

describe('parseLogLine', () => {
  it('reads the combined format of Apache and nginx', () => {
    const read = { time: Date.UTC(2000, 9, 10, 20, 55, 36) / 1000, key: '/a/b.png?x=1', size: 2326, outcome: 0 };
    expect(parseLogLine(line(), 'combined')).toEqual(read);
    const common = '::1 - - [10/Oct/2000:13:55:36 -0700] "GET /a/b.png?x=1 HTTP/1.0" 200 2326';
    expect(parseLogLine(common, 'combined')).toEqual(read);
  });

  it.each([
    ['HIT', 1],
    ['"STALE"', 1],
    ['cache=REVALIDATED', 1],
    ['MISS', 2],
    ['EXPIRED', 2],
    ['BYPASS', 2],
    ['-', 0],
  ])('finds the state of the cache in %s', (state, outcome) => {
    expect(parseLogLine(line(` ${state}`), 'combined')!.outcome).toBe(outcome);
  });

  it('does not take a state from what the client sends', () => {
    expect(parseLogLine(line().replace('Mozilla', 'HIT'), 'combined')!.outcome).toBe(0);
  });

  it.each([
    ['a POST', line().replace('GET', 'POST')],
    ['an error', line().replace(' 200 ', ' 500 ')],
    ['a broken time', line().replace('Oct', 'Okt').replace('10/', '99/')],
    ['an empty line', ''],
    ['something else', 'hello'],
    ['a very long line', line(' x'.repeat(10_000))],
  ])('leaves out %s', (_, text) => expect(parseLogLine(text, 'combined')).toBeUndefined());

  it('knows no size of an answer without a body', () => {
    expect(parseLogLine(line().replace('200 2326', '304 -'), 'combined')).toMatchObject({ size: 0 });
  });

  it('reads JSON with the names of nginx and others', () => {
    const nginx = {
      msec: '1700000000.5',
      request_uri: '/a',
      status: '200',
      body_bytes_sent: '10',
      upstream_cache_status: 'HIT',
    };
    expect(parseLogLine(JSON.stringify(nginx), 'json')).toEqual({
      time: 1_700_000_000.5,
      key: '/a',
      size: 10,
      outcome: 1,
    });
    const other = {
      timestamp: '2023-11-14T22:13:20Z',
      method: 'GET',
      path: '/a',
      status: 200,
      bytes: 10,
      cache: 'miss',
    };
    expect(parseLogLine(JSON.stringify(other), 'json')).toEqual({
      time: 1_700_000_000,
      key: '/a',
      size: 10,
      outcome: 2,
    });
    expect(parseLogLine(JSON.stringify({ ...other, timestamp: 1_700_000_000_000 }), 'json')!.time).toBe(1_700_000_000);
  });

  it.each(['{', 'null', '[]', '{}', '{"ts":1,"path":{}}', '"text"'])('leaves out %s', (text) => {
    expect(parseLogLine(text, 'json')).toBeUndefined();
  });
});
