import fc from 'fast-check';
import { maskVariables } from './mask';
import { syntaxProblem } from './syntax';

it.each([
  'up',
  'sum by (job) (rate(http_requests_total{code=~"5.."}[5m])) / 2',
  'rate(foo[$__rate_interval])',
  'rate(foo{instance="$host"}[${window}:$step] offset $shift)',
  'up @ $time > $limit',
  '[[metric]]{job="[[job]]"}',
  '# only a comment',
  '  \n',
  '',
])('finds nothing wrong with %s', (text) => {
  expect(syntaxProblem(text)).toBeUndefined();
});

it.each([
  ['sum(rate(foo[5m))', 1, 16, '))'],
  ['up\n  up', 2, 3, 'up'],
  ['up{job="a"', 1, 11, ''],
  ['rate(foo[$__rate_interval]', 1, 27, ''],
  ['sum by job (x)', 1, 8, 'job (x)'],
])('finds where %s stops being PromQL', (text, line, column, near) => {
  expect(syntaxProblem(text)).toMatchObject({ line, column, near });
});

it('keeps the length and the lines of what it masks, and says where within any text', () => {
  fc.assert(
    fc.property(fc.string(), fc.constantFrom('$x', '${a:regex}', '[[b]]', ''), (text, variable) => {
      const written = `${text}${variable}`;
      expect(maskVariables(written)).toHaveLength(written.length);
      const problem = syntaxProblem(written);
      expect(problem === undefined || (problem.at >= 0 && problem.at <= written.length)).toBe(true);
    }),
  );
});
