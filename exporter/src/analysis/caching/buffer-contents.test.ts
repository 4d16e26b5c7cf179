import { judgeBuffers } from './buffer-contents.js';

const week = 7 * 86_400;

describe('judgeBuffers', () => {
  it.each([
    ['hot', { unused: 0, byUsage: [10, 10, 10, 10, 10, 50] }],
    ['passing', { unused: 0, byUsage: [30, 60, 5, 0, 0, 5] }],
    ['mixed', { unused: 10, byUsage: [20, 20, 30, 10, 10, 10] }],
    ['idle', { unused: 60, byUsage: [0, 0, 0, 0, 0, 40] }],
  ] as const)('is %s', (kind, { unused, byUsage }) => {
    expect(judgeBuffers({ unused, byUsage: [...byUsage], dirty: 0, uptimeSeconds: week }).kind).toBe(kind);
  });

  it('does not call a server idle that started today', () => {
    const contents = { unused: 60, byUsage: [0, 0, 0, 0, 0, 40], dirty: 10 };
    expect(judgeBuffers({ ...contents, uptimeSeconds: 3_600 }).kind).toBe('mixed');
  });

  it('counts shares of what is in use', () => {
    const { unusedRatio, dirtyRatio, hotRatio, coldRatio } = judgeBuffers({
      unused: 60,
      byUsage: [4, 6, 10, 5, 5, 10],
      dirty: 10,
      uptimeSeconds: week,
    });
    expect([unusedRatio, dirtyRatio, hotRatio, coldRatio]).toEqual([0.6, 0.25, 0.5, 0.25]);
  });

  it('has no shares of nothing', () => {
    const contents = { unused: 0, byUsage: [0, 0, 0, 0, 0, 0], dirty: 0, uptimeSeconds: 0 };
    expect(judgeBuffers(contents)).toEqual({ unusedRatio: 0, dirtyRatio: 0, hotRatio: 0, coldRatio: 0, kind: 'mixed' });
  });
});
