import { stickyTop } from './sticky.js';

const candidates = [
  { key: 'a', score: 10 },
  { key: 'b', score: 9 },
  { key: 'c', score: 5 },
];

describe('stickyTop', () => {
  it('takes the best when nothing was published before', () => {
    expect(stickyTop(candidates, new Set(), 1)).toEqual({ kept: ['a'], dropped: 2 });
  });

  it('keeps a member that is only slightly behind', () => {
    expect(stickyTop(candidates, new Set(['b']), 1).kept).toEqual(['b']);
  });

  it('lets a clearly better newcomer in', () => {
    expect(stickyTop(candidates, new Set(['c']), 1).kept).toEqual(['a']);
  });

  it('is the same whatever the order of equal candidates', () => {
    const equal = ['x', 'y', 'z'].map((key) => ({ key, score: 1 }));
    expect(stickyTop(equal, new Set(), 2)).toEqual(stickyTop([...equal].reverse(), new Set(), 2));
  });
});
