import { pagePath, shardOf, wholeNumber } from './options.js';

describe('shardOf', () => {
  it.each([
    ['1/1', { index: 1, count: 1 }],
    ['2/3', { index: 2, count: 3 }],
  ])('%s', (text, shard) => expect(shardOf(text)).toEqual(shard));

  it.each(['0/3', '4/3', '1', '1/', 'a/b', '-1/3', '1/0'])('refuses %s', (text) => {
    expect(() => shardOf(text)).toThrow('It must be like 1/3');
  });
});

describe('wholeNumber', () => {
  const read = wholeNumber(0, 4);
  it.each(['0', '4'])('takes %s', (text) => expect(read(text)).toBe(Number(text)));
  it.each(['-1', '5', '1.5', '', 'x', '1e0'])('refuses %p', (text) => expect(() => read(text)).toThrow('from 0 to 4'));
});

describe('pagePath', () => {
  it.each(['/metrics', '/a/b-c.d'])('takes %s', (text) => expect(pagePath(text)).toBe(text));
  it.each(['/', 'metrics', '/-/healthy', '/api/v1', '/:x', '/a b', '/*'])('refuses %s', (text) => {
    expect(() => pagePath(text)).toThrow('It must start with /');
  });
});
