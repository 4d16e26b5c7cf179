import { publishedLabels, seriesKey, seriesTitle } from './series-labels.js';

describe('publishedLabels', () => {
  it('drops internal labels and sets clashing ones apart', () => {
    const labels = { __name__: 'up', target: 'x', job: 'node' };
    expect(publishedLabels(labels, new Set(['target']))).toEqual({ exported_target: 'x', job: 'node' });
  });

  it('rewrites names that the text format cannot carry', () => {
    expect(publishedLabels({ 'k8s.pod': 'a', '1st': 'b' }, new Set())).toEqual({ k8s_pod: 'a', _1st: 'b' });
  });
});

describe('seriesKey and seriesTitle', () => {
  it('do not depend on, and keep, the order', () => {
    expect(seriesKey({ a: '1', b: '2' })).toBe(seriesKey({ b: '2', a: '1' }));
    expect(seriesKey({ a: '1,b=2' })).not.toBe(seriesKey({ a: '1', b: '2' }));
    expect(seriesTitle('cpu', { instance: 'a"b' })).toBe('cpu{instance="a\\"b"}');
    expect(seriesTitle('cpu', {})).toBe('cpu');
  });
});
