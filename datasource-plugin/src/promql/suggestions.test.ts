import { parser } from '@prometheus-io/lezer-promql';
import type { KnownName, NamesRequest } from '@presage/contract/names';
import fc from 'fast-check';
import { contextAt } from './context';
import { PROMQL_FUNCTIONS, PROMQL_KEYWORDS } from './functions';
import { applySuggestion, knownSuggestions, mergeSuggestions, ownSuggestions } from './suggestions';

const VARIABLES = ['host', 'job'];

function place(marked: string) {
  const cursor = marked.indexOf('|');
  const text = marked.slice(0, cursor) + marked.slice(cursor + 1);
  const context = contextAt(text, cursor);
  if (!context) {
    throw new Error(`nothing is expected at ${marked}`);
  }
  return { text, context };
}

const own = (marked: string) => {
  const { text, context } = place(marked);
  return ownSuggestions(context, text, VARIABLES);
};
const names = (marked: string) => own(marked).map(({ text }) => text);

/** The text with the mark at the cursor, after the first suggestion of `known` was taken. */
async function take(marked: string, known: KnownName) {
  const { text, context } = place(marked);
  const [first] = await knownSuggestions(context, text, async () => ({ names: [known], more: false }));
  return show(applySuggestion(text, context, first));
}

const show = ({ text, cursor }: { text: string; cursor: number }) => `${text.slice(0, cursor)}|${text.slice(cursor)}`;

async function asked(marked: string) {
  const requests: object[] = [];
  const { text, context } = place(marked);
  await knownSuggestions(context, text, async (request: Omit<NamesRequest, 'limit' | 'target'>) => {
    requests.push(request);
    return { names: [], more: false };
  });
  return requests;
}

it('offers functions that begin with the word before those that hold it', () => {
  expect(names('rat|')).toEqual(['rate', 'irate']);
  expect(own('sum|')[0]).toMatchObject({ text: 'sum', detail: 'sum(v)', help: 'The sum over the series.' });
});

it('calls a function, with the cursor where the argument goes', () => {
  const take = (marked: string) => {
    const { text, context } = place(marked);
    return show(applySuggestion(text, context, ownSuggestions(context, text, [])[0]));
  };
  expect(take('rat|')).toBe('rate(|)');
  expect(take('irat|(foo[5m])')).toBe('irate(|foo[5m])');
  expect(take('1 + tim|')).toBe('1 + time()|');
  expect(take('sum(foo) b|')).toBe('sum(foo) by|');
});

it('offers durations in brackets, and variables after their sign', () => {
  expect(names('rate(foo[|')).toEqual(expect.arrayContaining(['$__rate_interval', '5m']));
  expect(names('rate(foo[1|')).toEqual(['1m', '10m', '1h', '1d']);
  expect(names('up{job="$|"}')).toEqual(expect.arrayContaining(['$host', '$job', '$__interval']));
  expect(names('up{job="${h|"}')).toEqual(['${host}']);
  expect(names('[[jo|')).toEqual(['[[job]]']);
});

it('knows only functions and words that the grammar of Prometheus knows', () => {
  for (const { name, isAggregation } of PROMQL_FUNCTIONS) {
    const [call] = [parser.parse(`${name}(`).topNode.firstChild];
    expect([name, call?.name]).toEqual([name, isAggregation ? 'AggregateExpr' : 'FunctionCall']);
  }
  expect(new Set(PROMQL_FUNCTIONS.map(({ name }) => name)).size).toBe(PROMQL_FUNCTIONS.length);
  for (const [word] of PROMQL_KEYWORDS) {
    expect(parser.parse(`a == ${word} (b) c`).toString()).not.toContain(`Identifier(${word})`);
  }
});

it('asks the server for what fits the place', async () => {
  expect(await asked('rate(http_re|')).toEqual([{ of: 'metrics', search: 'http_re' }]);
  expect(await asked('up{job="a", in|')).toEqual([{ of: 'labels', match: 'up{job="a"}', search: 'in' }]);
  expect(await asked('up{job="sh|"}')).toEqual([{ of: 'values', label: 'job', match: 'up', search: 'sh' }]);
  expect(await asked('rate(up[5|')).toEqual([]);
  expect(await asked('up b|')).toEqual([]);
});

it.each([
  ['http|', 'http_requests_total', 'http_requests_total|'],
  ['rate(ht|tp[5m])', 'http_requests_total', 'rate(http_requests_total|[5m])'],
  ['|', 'http.server.duration', '{"http.server.duration"}|'],
  ['up{|', 'job', 'up{job="|"'],
  ['up{jo|="a"}', 'job', 'up{job|="a"}'],
  ['up{|', 'service.name', 'up{"service.name"="|"'],
  ['sum by (|)', 'job', 'sum by (job|)'],
  ['up{job=|', 'shop', 'up{job="shop"|'],
  ['up{job="|', 'shop', 'up{job="shop"|'],
  ['up{job="s|"}', 'shop', 'up{job="shop|"}'],
  ['up{job="|"}', 'a "b" \\c', 'up{job="a \\"b\\" \\\\c|"}'],
  ["up{job='|'}", "it's", "up{job='it\\'s|'}"],
  ['up{job=~"|"}', 'a.b', 'up{job=~"a\\\\.b|"}'],
  ['up{job=~"x(|)"}', 'b', 'up{job=~"x(b|)"}'],
])('writes into %s the name %s', async (marked, name, expected) => {
  expect(await take(marked, { name })).toBe(expected);
});

it('shows type and help of a metric, and never __name__ as a label', async () => {
  const { text, context } = place('http|');
  const answer = { names: [{ name: 'http_total', type: 'counter', help: 'Requests.' }], more: false };
  expect(await knownSuggestions(context, text, async () => answer)).toMatchObject([
    { text: 'http_total', detail: 'counter', help: 'Requests.' },
  ]);
  const labels = place('up{|');
  const all = { names: [{ name: '__name__' }, { name: 'job' }], more: false };
  expect(await knownSuggestions(labels.context, labels.text, async () => all)).toHaveLength(1);
});

it('puts functions that begin with the word before metrics, and those before the other functions', async () => {
  const known = [{ text: 'node_rate', detail: 'gauge', insert: 'node_rate', cursor: 9 }];
  expect(mergeSuggestions(own('rat|'), known, 'rat').map(({ text }) => text)).toEqual(['rate', 'node_rate', 'irate']);
  expect(mergeSuggestions(own('rate(|'), known, '')[0]).toMatchObject({ text: 'node_rate' });
});

it('writes values of any text so that PromQL reads them back', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string(), fc.constantFrom('"', "'"), async (name, mark) => {
      const written = (await take(`up{job=${mark}|${mark}}`, { name })).replace('|', '');
      expect(parser.parse(written).toString()).not.toContain('⚠');
    }),
  );
});
