import { DEFAULT_SIZES, parseSizes, resolveSizes } from './sizes.js';

describe('parseSizes', () => {
  it('reads numbers and shares', () => {
    expect(parseSizes('100, 1000,10%,0.5%')).toEqual([
      { value: 100 },
      { value: 1000 },
      { share: 0.1 },
      { share: 0.005 },
    ]);
  });

  it.each(['', '0', '0%', '-5', '1.5', 'x', '10%%', '100,', '1e3', '9999999999999999'])('refuses %p', (text) => {
    expect(() => parseSizes(text)).toThrow('It must be whole numbers or percentages');
  });
});

describe('resolveSizes', () => {
  it('gives ascending sizes, each once and at least one', () => {
    expect(resolveSizes(parseSizes('50,10%,1,0.01%,5'), 500)).toEqual([1, 5, 50]);
  });

  it('spans everything by default', () => {
    const sizes = resolveSizes(DEFAULT_SIZES, 40_000);
    expect([sizes[0], sizes.at(-1), sizes.length]).toEqual([40, 40_000, 13]);
  });
});
