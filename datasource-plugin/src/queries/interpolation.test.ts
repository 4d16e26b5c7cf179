import { templates } from '../testing/templates';
import { expandVariables, interpolateExpression } from './interpolation';

const expression = (expr: string, variables: Record<string, string | string[]>, scopedVars = {}) =>
  interpolateExpression(expr, scopedVars, templates(variables).replace);

describe('variables in PromQL', () => {
  it('escapes one value for a quoted string', () => {
    expect(expression('up{job="$job"}', { job: 'a\\c\nd' })).toBe('up{job="a\\\\c\\nd"}');
  });

  it.each([
    ['"', '\\x22'],
    ["'", '\\x27'],
  ])('cannot be used to leave a string in %s quotes', (quote, escaped) => {
    const job = `${quote}} or vector(1)`;
    expect(expression(`up{job=${quote}$job${quote}}`, { job })).toBe(
      `up{job=${quote}${escaped}} or vector(1)${quote}}`,
    );
  });

  it('turns several values into alternatives with their special characters escaped', () => {
    expect(expression('up{host=~"$host"}', { host: ['a.b', 'c|d'] })).toBe('up{host=~"(a\\\\.b|c\\\\|d)"}');
    expect(expression('up{host=~"$host"}', { host: ['only'] })).toBe('up{host=~"only"}');
  });

  it('knows the rate interval: a minute, or the interval of the panel when that is longer', () => {
    expect(expression('rate(x[$__rate_interval])', {})).toBe('rate(x[60s])');
    const interval = { __interval_ms: { text: '', value: 300_000 } };
    expect(expression('rate(x[$__rate_interval])', {}, interval)).toBe('rate(x[300s])');
  });
});

describe('variables in names', () => {
  it('are one value each', () => {
    const { replace } = templates({ one: 'a', list: ['b', 'c'] });
    expect(expandVariables('$one', {}, replace)).toEqual(['a']);
    expect(expandVariables('$list', {}, replace)).toEqual(['b', 'c']);
    expect(expandVariables('$one-$list', {}, replace)).toEqual(['a-b', 'a-c']);
    expect(expandVariables('plain', {}, replace)).toEqual(['plain']);
  });

  it('ask for nothing when nothing is chosen', () => {
    expect(expandVariables('$list', {}, templates({ list: [] }).replace)).toEqual([]);
  });
});
