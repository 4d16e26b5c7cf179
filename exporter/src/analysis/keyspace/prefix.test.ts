import fc from 'fast-check';
import { discoverPrefixes, NO_PREFIX } from './prefix.js';

const groups = (names: string[], patterns?: { name: string; pattern: string }[]) =>
  names.map(discoverPrefixes(names, patterns));

describe('discoverPrefixes', () => {
  it('takes the leading segments up to the first that differs from key to key', () => {
    expect(
      groups([
        'product:42',
        'session:9f86d081884c7d65:cart',
        'user:123e4567-e89b-12d3-a456-426614174000',
        'shop/de/page/home',
        'a|b',
        'plain',
        ':odd',
        'orders-2026:7',
      ]),
    ).toEqual(['product', 'session', 'user', 'shop/de/page', 'a', NO_PREFIX, NO_PREFIX, NO_PREFIX]);
  });

  it('stops where the next segments are names of things', () => {
    const names = Array.from({ length: 50 }, (_, i) => `tenant:${String.fromCharCode(97 + (i % 26))}${i}x:cart`);
    expect(new Set(groups(names))).toEqual(new Set(['tenant']));
    expect(groups(['a:x:1', 'a:y:1'])).toEqual(['a:x', 'a:y']);
  });

  it('lets configured patterns go first', () => {
    const patterns = [
      { name: 'carts', pattern: 'session:*:cart' },
      { name: 'short', pattern: '??' },
      { name: 'literal', pattern: 'a.b' },
    ];
    expect(groups(['session:1:cart', 'session:1:cart2', 'xy', 'xyz', 'a.b', 'axb'], patterns)).toEqual([
      'carts',
      'session',
      'short',
      NO_PREFIX,
      'literal',
      NO_PREFIX,
    ]);
  });

  it('matches globs as a regular expression would, in linear space', () => {
    const letter = fc.constantFrom('a', 'b', '*', '?');
    const text = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 });
    fc.assert(
      fc.property(fc.string({ unit: letter, minLength: 1, maxLength: 6 }), text, (pattern, name) => {
        const expected = new RegExp(`^${pattern.replace(/\*/g, '.*').replace(/\?/g, '.')}$`).test(name);
        const [found] = [name].map(discoverPrefixes([], [{ name: 'hit', pattern }]));
        expect(found === 'hit').toBe(expected);
      }),
    );
  });

  it('gives a bounded, printable label for any name', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 300 })), (names) => {
        for (const prefix of groups(names)) {
          expect(prefix.length).toBeLessThanOrEqual(80);
          expect(prefix).not.toMatch(/\p{Cc}/u);
          expect(prefix).not.toBe('');
        }
      }),
    );
  });
});
