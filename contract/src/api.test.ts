import fc from 'fast-check';
import { API_LIMITS, insightQuery, queryRequest } from './api.js';
import { gateRequest } from './gate.js';

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

describe('gateRequest', () => {
  it('fills in what a gate needs and reads numbers of a query string', () => {
    expect(gateRequest.parse({ expr: 'up', at: '30m', minimumEffect: '0.1' })).toEqual({
      expr: 'up',
      at: '30m',
      before: '1h',
      after: '30m',
      history: '4d',
      step: '1m',
      direction: 'lower-is-better',
      minimumEffect: 0.1,
      confidence: 0.99,
    });
    expect(gateRequest.safeParse({ expr: 'new', baseline: 'old' }).success).toBe(true);
  });

  it.each([
    ['neither a moment nor a baseline', { expr: 'up' }],
    ['no expression', { at: 1 }],
    ['a number that is none', { expr: 'up', at: 1, confidence: 'sure' }],
    ['an unknown parameter', { expr: 'up', at: 1, effect: 1 }],
  ])('rejects %s', (_case, request) => {
    expect(gateRequest.safeParse(request).success).toBe(false);
  });
});
