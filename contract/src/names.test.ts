import fc from 'fast-check';
import { NAME_LIMITS, namesRequest } from './names.js';

describe('namesRequest', () => {
  it('reads the limit of a query string and fills in what is missing', () => {
    expect(namesRequest.parse({ of: 'metrics', search: 'http', limit: '20' })).toEqual({
      of: 'metrics',
      search: 'http',
      limit: 20,
    });
    expect(namesRequest.parse({ of: 'values', label: 'job', match: 'up' })).toMatchObject({ limit: 100 });
  });

  it.each([
    ['nothing', {}],
    ['an unknown list', { of: 'rules' }],
    ['values of no label', { of: 'values' }],
    ['a label where it means nothing', { of: 'metrics', label: 'job' }],
    ['too many names', { of: 'labels', limit: NAME_LIMITS.names + 1 }],
    ['no names', { of: 'labels', limit: 0 }],
    ['a selector that is too long', { of: 'labels', match: 'x'.repeat(NAME_LIMITS.selectorLength + 1) }],
    ['a parameter twice', { of: 'labels', search: ['a', 'b'] }],
    ['an unknown parameter', { of: 'labels', prefix: 'a' }],
  ])('rejects %s', (_case, request) => {
    expect(namesRequest.safeParse(request).success).toBe(false);
  });

  it('never throws on anything', () => {
    fc.assert(fc.property(fc.anything(), (value) => typeof namesRequest.safeParse(value).success === 'boolean'));
  });
});
