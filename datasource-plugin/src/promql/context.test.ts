import fc from 'fast-check';
import { contextAt } from './context';

/** The context at the mark `|`, and the text that would be replaced. */
function at(marked: string) {
  const cursor = marked.indexOf('|');
  const text = marked.slice(0, cursor) + marked.slice(cursor + 1);
  const context = contextAt(text, cursor);
  if (!context) {
    return undefined;
  }
  const { from, to, word: _, ...rest } = context;
  return { ...rest, replaces: text.slice(from, to) };
}

it.each([
  ['|', ''],
  ['ra|', 'ra'],
  ['ra|te', 'rate'],
  ['rate(|', ''],
  ['rate(node:cpu|)', 'node:cpu'],
  ['a + |', ''],
  ['a and b|', 'b'],
  ['a and |', ''],
  ['a * on(job) |', ''],
  ['a * on(job) group_left(x) f|', 'f'],
  ['histogram_quantile(0.9, |', ''],
  ['sum by (job) (fo|', 'fo'],
  ['topk(5, |)', ''],
  ['# a comment\nup|', 'up'],
  ['foo > bool |', ''],
])('expects an expression at %s', (marked, replaces) => {
  expect(at(marked)).toEqual({ kind: 'expression', replaces });
});

it.each([
  ['sum b|', 'b'],
  ['a |', ''],
  ['a an|', 'an'],
  ['foo{job="a"} off|', 'off'],
  ['rate(foo[5m]) |', ''],
  ['sum(a) by|', 'by'],
])('expects a word between expressions at %s', (marked, replaces) => {
  expect(at(marked)).toEqual({ kind: 'operator', replaces });
});

it.each([
  ['up{|', undefined, ''],
  ['{|', undefined, ''],
  ['up{jo|', 'up', 'jo'],
  ['up{|}', 'up', ''],
  ['up{job="a",|', 'up{job="a"}', ''],
  ['up{job="a", ins|tance="b"}', 'up{job="a"}', 'instance'],
  ['{job=~"a|b"}', undefined, ''],
])('expects a label in braces at %s', (marked, match, replaces) => {
  if (marked.includes('=~')) {
    return expect(at(marked)).toMatchObject({ kind: 'value', isPattern: true });
  }
  const found = at(marked);
  expect(found).toMatchObject({ kind: 'label', place: 'matcher', replaces });
  expect(found).toHaveProperty('match', match ?? (marked.startsWith('up') ? 'up' : undefined));
});

it.each([
  ['sum by (|', '', undefined],
  ['sum by (jo|', 'jo', undefined],
  ['sum by (|) (rate(foo{a="b"}[5m]))', '', 'foo'],
  ['sum(rate(foo[5m])) by (job, in|)', 'in', 'foo'],
  ['a * on (|', '', 'a'],
  ['a * on (x) group_left(y|', 'y', 'a'],
])('expects a label in a list at %s', (marked, replaces, match) => {
  expect(at(marked)).toEqual({ kind: 'label', place: 'list', replaces, match });
});

it.each([
  ['up{job=|', { label: 'job', match: 'up', isClosed: false, replaces: '' }],
  ['up{job= |', { label: 'job', match: 'up', isClosed: false, replaces: '' }],
  ['up{job="|', { label: 'job', match: 'up', quote: '"', isClosed: false, replaces: '' }],
  ['up{job="sh|', { label: 'job', match: 'up', quote: '"', isClosed: false, replaces: 'sh' }],
  ['up{job="sh|op"}', { label: 'job', match: 'up', quote: '"', isClosed: true, replaces: 'shop' }],
  ["up{job='|'}", { label: 'job', match: 'up', quote: "'", isClosed: true, replaces: '' }],
  ['up{a="b", job!="|"}', { label: 'job', match: 'up{a="b"}', quote: '"', isClosed: true, replaces: '' }],
  ['up{a="$b", job="|', { label: 'job', match: 'up{a="$b"}', quote: '"', isClosed: false, replaces: '' }],
  ['up{job="\\"|', { label: 'job', match: 'up', quote: '"', isClosed: false, replaces: '\\"' }],
  ['up{job="a|, b="c"}', { label: 'job', match: 'up', quote: '"', isClosed: false, replaces: 'a' }],
])('expects a value at %s', (marked, expected) => {
  expect(at(marked)).toEqual({ kind: 'value', isPattern: false, ...expected });
});

it('replaces one alternative of a regular expression', () => {
  const text = 'up{job=~"shop|ba"}';
  expect(contextAt(text, text.length - 2)).toMatchObject({
    kind: 'value',
    isPattern: true,
    word: 'ba',
    from: 14,
    to: 16,
  });
  expect(contextAt(text, 12)).toMatchObject({ word: 'sho', from: 9, to: 13 });
});

it.each([
  ['rate(foo[|', ''],
  ['rate(foo[|])', ''],
  ['rate(foo[5|', '5'],
  ['foo[5m:|', ''],
  ['foo{a="b"}[1|', '1'],
  ['foo offset |', ''],
  ['foo offset -1|', '1'],
])('expects a duration at %s', (marked, replaces) => {
  expect(at(marked)).toEqual({ kind: 'duration', replaces });
});

it.each([
  ['rate(foo[$|])', '$'],
  ['rate(foo[$__ra|te_interval])', '$__rate_interval'],
  ['up{job="${jo|', '${jo'],
  ['up{job="${jo|b}"}', '${job}'],
  ['up{job="[[jo|]]"}', '[[jo]]'],
  ['$|', '$'],
])('expects a variable at %s', (marked, replaces) => {
  expect(at(marked)).toEqual({ kind: 'variable', replaces });
});

it.each([
  ['# a comm|'],
  ['up{job="a"|'],
  ['up{job="a" |'],
  ['up{job="a\\|'],
  ['label_replace(up, "|'],
  ['"text|'],
  ['foo > 5|'],
  ['up{job=`a|'],
])('has nothing to suggest at %s', (marked) => {
  expect(at(marked)).toBeUndefined();
});

it('knows the place after a variable as after what it stands for', () => {
  expect(at('rate(foo[$__rate_interval:|')).toMatchObject({ kind: 'duration' });
  expect(at('rate($metric{|')).toMatchObject({ kind: 'label', match: '$metric' });
  expect(at('rate(foo[$__rate_interval]) |')).toMatchObject({ kind: 'operator' });
});

const pieces = [
  'sum',
  ' by ',
  '(',
  ')',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '`',
  '\\',
  'job',
  '=',
  '=~',
  ',',
  '$',
  '${',
  '[[',
  ']]',
  '5m',
  '#',
  '\n',
  '@',
  ' ',
  'ü',
  '😀',
];

it('never throws, and replaces only what is there, around the cursor', () => {
  const text = fc.oneof(
    fc.array(fc.constantFrom(...pieces), { maxLength: 20 }).map((parts) => parts.join('')),
    fc.string(),
  );
  fc.assert(
    fc.property(text, fc.nat(), (query, seed) => {
      const cursor = seed % (query.length + 1);
      const context = contextAt(query, cursor);
      if (context) {
        expect(0 <= context.from && context.from <= cursor && cursor <= context.to && context.to <= query.length).toBe(
          true,
        );
        expect(context.word).toBe(query.slice(context.from, cursor));
      }
    }),
    { numRuns: 1_000 },
  );
});
