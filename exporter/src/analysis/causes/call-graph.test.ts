import { rankByCallGraph, type ServiceSeries } from './call-graph.js';

const before = (level: number) => Float64Array.from({ length: 60 }, (_, i) => level * (1 + 0.02 * Math.sin(i * i)));
function service(node: string, level: number, now: number, requests: number): ServiceSeries {
  return {
    node,
    before: before(level),
    during: new Float64Array(4).fill(now),
    traffic: new Float64Array(4).fill(requests),
  };
}
const calls = [
  ['site', 'search'],
  ['site', 'orders'],
  ['search', 'database'],
] as const;
const nodes = (ranked: { node: string }[]) => ranked.map(({ node }) => node);

describe('rankByCallGraph', () => {
  it('blames the callee that explains what its callers feel', () => {
    const ranked = rankByCallGraph(
      [
        service('site', 0.1, 0.3, 100),
        service('search', 0.01, 0.21, 200),
        service('database', 0.005, 0.21, 210),
        service('orders', 0.2, 0.2, 50),
      ],
      { calls, entry: 'site' },
      'up',
    );
    expect(nodes(ranked)[0]).toBe('database');
    expect(ranked[0]!.score).toBeGreaterThan(0.9);
    expect(ranked.reduce((sum, { score }) => sum + score, 0)).toBeCloseTo(1, 9);
  });

  it('blames a service whose callees are well', () => {
    const ranked = rankByCallGraph(
      [service('site', 0.1, 0.3, 100), service('search', 0.01, 0.21, 200), service('database', 0.005, 0.005, 210)],
      { calls, entry: 'site' },
      'up',
    );
    expect(nodes(ranked)[0]).toBe('search');
  });

  it('does not let few slow requests outweigh many', () => {
    const services = [service('search', 0.01, 0.2, 800), service('orders', 1, 3, 2)];
    expect(nodes(rankByCallGraph(services, { calls }, 'up'))[0]).toBe('search');
    const blind = services.map(({ traffic: _, ...rest }) => rest);
    expect(nodes(rankByCallGraph(blind, { calls }, 'up'))[0]).toBe('orders');
  });

  it('looks at losses only, and only below the entry', () => {
    const services = [service('search', 100, 97, 100), service('orders', 97, 100, 900), service('batch', 100, 50, 900)];
    expect(nodes(rankByCallGraph(services, { calls, entry: 'site' }, 'down'))[0]).toBe('search');
  });

  it('ends on calls that go round', () => {
    const round = [...calls, ['database', 'site'] as const];
    const services = [service('site', 1, 2, 1), service('database', 1, 2, 1)];
    expect(rankByCallGraph(services, { calls: round, entry: 'site' }, 'up')).toHaveLength(2);
    expect(rankByCallGraph([], { calls: round }, 'up')).toEqual([]);
  });
});
