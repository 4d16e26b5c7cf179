import fc from 'fast-check';
import { API_LIMITS, insightQuery, queryRequest } from './api.js';
import { openApi } from './openapi.js';

const forecast = { refId: 'A', kind: 'forecast', expr: 'up' };

describe('queryRequest', () => {
  it('accepts one query of every kind', () => {
    const queries = [
      forecast,
      { refId: 'B', kind: 'anomaly', name: 'latency', sensitivity: 'very-high', format: 'annotations' },
      { refId: 'C', kind: 'recommendation', minimumConfidence: 0.5 },
      { refId: 'D', kind: 'score', advisor: 'cache' },
    ];
    expect(queryRequest.parse({ from: 0, to: 1, queries }).queries).toHaveLength(4);
  });

  it.each([
    ['an unknown kind', { ...forecast, kind: 'prophecy' }],
    ['an unknown property', { ...forecast, exprs: 'up' }],
    ['a level of 1', { ...forecast, level: 1 }],
    ['a duration without a unit', { ...forecast, horizon: '90' }],
    ['an expression that is too long', { ...forecast, expr: 'x'.repeat(API_LIMITS.expressionLength + 1) }],
    ['a property of another kind', { refId: 'A', kind: 'score', horizon: '1h' }],
    ['a missing refId', { kind: 'score' }],
  ])('rejects %s', (_case, query) => {
    expect(insightQuery.safeParse(query).success).toBe(false);
  });

  it('rejects more queries than the limit', () => {
    const queries = Array.from({ length: API_LIMITS.queries + 1 }, (_, i) => ({ ...forecast, refId: String(i) }));
    expect(queryRequest.safeParse({ from: 0, to: 1, queries }).success).toBe(false);
  });

  it('never throws on anything', () => {
    fc.assert(fc.property(fc.anything(), (value) => typeof queryRequest.safeParse(value).success === 'boolean'));
  });
});

describe('openApi', () => {
  const document = openApi('1.2.3') as { components: { schemas: Record<string, unknown> }; paths: object };

  it('defines every schema that it refers to', () => {
    const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/(\w+)"/g)].map(
      ([, name]) => name!,
    );
    expect(references.length).toBeGreaterThan(5);
    for (const name of references) expect(document.components.schemas).toHaveProperty(name);
  });

  it('lists every path of the API', () => {
    expect(Object.keys(document.paths)).toEqual([
      '/api/v1/query',
      '/api/v1/access/{stream}',
      '/api/v1/catalog',
      '/api/v1/openapi.json',
    ]);
  });
});
