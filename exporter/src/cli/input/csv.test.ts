import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitFields, toField } from './csv.js';

describe('splitFields', () => {
  it.each([
    ['a,b,c', ['a', 'b', 'c']],
    ['a,,', ['a', '', '']],
    ['"a,b",c', ['a,b', 'c']],
    ['"say ""no""",', ['say "no"', '']],
    ['""', ['']],
  ])('splits %s', (line, fields) => {
    expect(splitFields(line)).toEqual(fields);
  });

  it.each(['a"b,c', '"open,1', '"a"b,c'])('trusts nothing in %s', (line) => {
    expect(splitFields(line)).toEqual([]);
  });

  it('gives back what toField wrote', () => {
    const text = fc.string().filter((value) => !/[\r\n]/.test(value));
    fc.assert(
      fc.property(fc.array(text, { minLength: 1, maxLength: 5 }), (fields) => {
        expect(splitFields(fields.map(toField).join(','))).toEqual(fields);
      }),
    );
  });
});
