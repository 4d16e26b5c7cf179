import { suggest } from './suggest.js';

const keys = ['interval', 'timeout', 'targets', 'max_series', 'url', 'url_file'];

describe('suggest', () => {
  it.each([
    ['intervall', 'interval'],
    ['tmieout', 'timeout'],
    ['Targets', 'targets'],
    ['max-series', 'max_series'],
    ['ulr', 'url'],
    ['urlfile', 'url_file'],
  ])('%s means %s', (word, meant) => {
    expect(suggest(word, keys)).toBe(meant);
  });

  it.each(['password', 'x', '', 'completely_different'])('says nothing about %p', (word) => {
    expect(suggest(word, keys)).toBeUndefined();
  });

  it('stays quick on an absurdly long word', () => {
    expect(suggest('x'.repeat(1_000_000), keys)).toBeUndefined();
  });
});
