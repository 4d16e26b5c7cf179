import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { splitFields, toField, type Separator } from './csv.js';

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

  it.each<[string, Separator, string[]]>([
    ['a;b,5;c', ';', ['a', 'b,5', 'c']],
    ['a\tb', '\t', ['a', 'b']],
    ['"a;b,c";1,5', ';', ['a;b,c', '1,5']],
  ])('splits %j at another separator', (line, separator, fields) => {
    expect(splitFields(line, separator)).toEqual(fields);
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
