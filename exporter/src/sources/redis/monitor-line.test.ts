import * as fc from 'fast-check';
import { argumentBytes, argumentText, parseMonitorLine } from './monitor-line.js';

/** As `sdscatrepr` of the server writes an argument. */
function escaped(bytes: Buffer): string {
  const names: Record<number, string> = {
    0x5c: '\\\\',
    0x22: '\\"',
    10: '\\n',
    13: '\\r',
    9: '\\t',
    7: '\\a',
    8: '\\b',
  };
  return Array.from(bytes, (byte) => {
    const printable = byte >= 32 && byte < 127 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`;
    return names[byte] ?? printable;
  }).join('');
}

describe('parseMonitorLine', () => {
  it.each([
    ['+1339518083.107412 [0 127.0.0.1:60866] "KEYS" "*"', 0, 'keys', ['*']],
    ['1339518087.877697 [9 [::1]:60866] "dbsize"', 9, 'dbsize', []],
    ['1339518090.420270 [3 lua] "set" "x" "6"', 3, 'set', ['x', '6']],
    ['1339518090.420270 [0 unix:/run/a b.sock] "get" "a ] \\"b"', 0, 'get', ['a ] \\"b']],
    ['1339518090.420270 [0 127.0.0.1:1] "set" "" "\\\\"', 0, 'set', ['', '\\\\']],
  ])('reads %s', (line, database, name, words) => {
    expect(parseMonitorLine(line)).toMatchObject({ database, name, arguments: words });
  });

  it.each([
    '',
    'OK',
    '1339518083.1 [0 127.0.0.1:1]',
    '1339518083.1 [0 a] "get" "cut',
    '1339518083.1 [0 a] "get""b"',
    'x [0 a] "get"',
  ])('refuses %j', (line) => expect(parseMonitorLine(line)).toBeUndefined());

  it('gives back every argument that the server can write', () => {
    const words = fc.array(
      fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
      { minLength: 1, maxLength: 5 },
    );
    fc.assert(
      fc.property(words, (given) => {
        const line = `1700000000.000001 [0 10.0.0.1:1] ${['GET', ...given.map(escaped)].map((word) => `"${word}"`).join(' ')}`;
        const read = parseMonitorLine(line)!.arguments;
        expect(read.map(argumentBytes)).toEqual(given.map(({ length }) => length));
        expect(read.map(argumentText)).toEqual(given.map((bytes) => bytes.toString('utf8')));
      }),
    );
  });

  it('never fails on wild text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        parseMonitorLine(a);
        parseMonitorLine(`1.5 [0 a] "${b}`);
        argumentText(a);
        expect(argumentBytes('\\')).toBeLessThanOrEqual(1);
      }),
    );
  });
});
