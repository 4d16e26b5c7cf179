import { newestDeployment } from './deployments.js';

const window = { from: 1_000, to: 2_000, step: 100 };
const at = (times: number[], values: number[], labels: Record<string, string> = {}) => ({ labels, times, values });

describe('newestDeployment', () => {
  it('is the last change of a value', () => {
    const series = [at([1_000, 1_100, 1_200, 1_300], [7, 7, 8, 8]), at([1_000, 1_100, 1_200, 1_300], [1, 2, 2, 2])];
    expect(newestDeployment(series, window, undefined)).toEqual({ time: 1_200 });
    expect(newestDeployment([at([1_000, 1_100], [7, 7])], window, undefined)).toBeUndefined();
    expect(newestDeployment([], window, undefined)).toBeUndefined();
  });

  it('is the Unix time that a value holds, where it lies within the window', () => {
    const start = 1_700_000_000;
    const recent = { from: start - 500, to: start + 500, step: 100 };
    const series = [at([start - 200, start + 100, start + 200], [start - 9_000, start + 60, start + 60])];
    expect(newestDeployment(series, recent, undefined)).toEqual({ time: start + 60 });
    expect(newestDeployment([at([start], [start - 9_000])], recent, undefined)).toBeUndefined();
  });

  it('is when a version was first seen, and says which', () => {
    const series = [
      at([1_000, 1_100, 1_200], [1, 1, 1], { version: '1.8.1', pod: 'a' }),
      at([1_300, 1_400], [1, 1], { version: '1.8.2', pod: 'b' }),
      at([1_500], [1], { version: '1.8.2', pod: 'c' }),
      at([1_600], [1], { pod: 'd' }),
    ];
    expect(newestDeployment(series, window, 'version')).toEqual({ time: 1_300, version: '1.8.2' });
    const long = newestDeployment([at([1_300], [1], { version: 'x'.repeat(500) })], window, 'version');
    expect(long!.version).toHaveLength(60);
  });

  it('is nothing that was there when the window began', () => {
    expect(newestDeployment([at([1_000, 1_100], [1, 1], { version: '1' })], window, 'version')).toBeUndefined();
  });
});
