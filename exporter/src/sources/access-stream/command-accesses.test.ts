import { OPERATION } from '../../analysis/caching/streams/access-window.js';
import { commandAccesses } from './command-accesses.js';

const { get, set, delete: remove } = OPERATION;
const now = 1_700_000_000;

function accesses(text: string) {
  const [name = '', ...words] = text.split(' ');
  return commandAccesses({ time: now, database: 0, name, arguments: words }).map(({ key, operation, size, ttl }) => [
    key,
    operation,
    size,
    ttl,
  ]);
}

describe('commandAccesses', () => {
  it.each([
    ['get a', [['a', get, 0, 0]]],
    ['getex a EX 10', [['a', get, 0, 0]]],
    ['mget a b', [['a', get, 0, 0], ['b', get, 0, 0]]], // prettier-ignore
    ['hget cart field', [['cart', get, 0, 0]]],
    ['set a 12345', [['a', set, 6, 0]]],
    ['set a 12345 NX PX 1500', [['a', set, 6, 1.5]]],
    [`set a 1 EXAT ${now + 60}`, [['a', set, 2, 60]]],
    [`set a 1 pxat ${(now + 60) * 1000}`, [['a', set, 2, 60]]],
    ['set a 1 EX nonsense', [['a', set, 2, 0]]],
    ['setex a 30 1234', [['a', set, 5, 30]]],
    ['psetex a 500 1234', [['a', set, 5, 0.5]]],
    ['mset a 1 b 22', [['a', set, 2, 0], ['b', set, 3, 0]]], // prettier-ignore
    ['hset cart x 1 y 22', [['cart', set, 9, 0]]],
    ['expire a 20', [['a', set, 0, 20]]],
    [`pexpireat a ${(now + 2) * 1000}`, [['a', set, 0, 2]]],
    ['expire a -1', [['a', set, 0, 0]]],
    ['unlink a b', [['a', remove, 0, 0], ['b', remove, 0, 0]]], // prettier-ignore
    ['set a\\x00\\xc3\\xa9 \\xff\\xfe', [['a\0é', set, 6, 0]]],
    ['object idletime a', []],
    ['memory usage a', []],
    ['subscribe a', []],
    ['ping', []],
  ])('%s', (text, expected) => expect(accesses(text)).toEqual(expected));

  it('tells a change of the time to live from a store', () => {
    const one = (name: string, ...words: string[]) =>
      commandAccesses({ time: now, database: 0, name, arguments: words })[0]!.isExpiry;
    expect([one('expire', 'a', '1'), one('setex', 'a', '1', 'x')]).toEqual([true, false]);
  });
});
