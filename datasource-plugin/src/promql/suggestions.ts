import type { KnownName, NamesAnswer, NamesRequest } from '@presage/contract/names';
import type { Context } from './context';
import { PROMQL_FUNCTIONS, PROMQL_KEYWORDS } from './functions';

/** One thing that could be written, with what is shown beside and below it. */
export interface Suggestion {
  text: string;
  /** In a word or a signature: what it is. */
  detail: string;
  help?: string;
  /** What is put in place of what the context replaces, and where in it the cursor comes to stand. */
  insert: string;
  cursor: number;
}

/** Where names come from: the exporter, and the dashboard. */
export interface NameSources {
  ask(request: Omit<NamesRequest, 'limit' | 'target'>): Promise<NamesAnswer>;
  variables: readonly string[];
}

/** Variables that exist in every dashboard, and that the data source replaces. */
const BUILT_IN = ['__rate_interval', '__interval', '__range', '__interval_ms', '__range_s', '__range_ms'];
const DURATIONS = ['$__rate_interval', '$__interval', '$__range', '1m', '5m', '10m', '30m', '1h', '6h', '1d', '7d'];
const MOST_SHOWN = 100;
const CLASSIC_METRIC = /^[A-Za-z_:][\w:]*$/;
const CLASSIC_LABEL = /^[A-Za-z_]\w*$/;

/** What needs no server: functions, words, durations and variables. */
export function ownSuggestions(context: Context, text: string, variables: readonly string[]): Suggestion[] {
  switch (context.kind) {
    case 'expression':
      return fitting(PROMQL_FUNCTIONS, ({ name }) => name, context.word).map(({ name, signature, help }) =>
        call(name, signature, help, text[context.to] === '('),
      );
    case 'operator':
      return fitting(PROMQL_KEYWORDS, ([word]) => word, context.word)
        .filter(([word]) => word !== context.word)
        .map(([word, help]) => plain(word, 'keyword', help));
    case 'duration':
      return fitting(DURATIONS, (duration) => duration, context.word).map((duration) =>
        plain(duration, duration.startsWith('$') ? 'variable' : 'duration'),
      );
    case 'variable': {
      const [open, close] = context.word.startsWith('[[')
        ? ['[[', ']]']
        : context.word.startsWith('${')
          ? ['${', '}']
          : ['$', ''];
      const names = [...new Set([...variables, ...BUILT_IN])];
      return fitting(names, (name) => name, context.word.slice(open.length)).map((name) =>
        plain(`${open}${name}${close}`, 'variable'),
      );
    }
    default:
      return [];
  }
}

/** What the server knows besides. Rejects when it cannot be asked; resolves at once where there is nothing to ask. */
export async function knownSuggestions(context: Context, text: string, ask: NameSources['ask']): Promise<Suggestion[]> {
  const search = context.word;
  switch (context.kind) {
    case 'expression': {
      const { names } = await ask({ of: 'metrics', search });
      return names.map((metric) => describe(metric, quoteName(metric.name)));
    }
    case 'label': {
      const { names } = await ask({ of: 'labels', match: context.match, search });
      const labels = names.filter(({ name }) => name !== '__name__');
      return labels.map((label) => (context.place === 'list' ? listed(label) : matcher(label, text.slice(context.to))));
    }
    case 'value': {
      const { names } = await ask({ of: 'values', label: context.label, match: context.match, search });
      return names.map((value) => describe(value, writeValue(value.name, context), context.label));
    }
    default:
      return [];
  }
}

/** Functions that begin with what is typed, then names of the server, then the other functions; each text once. */
export function mergeSuggestions(own: Suggestion[], known: Suggestion[], word: string): Suggestion[] {
  const begins = own.filter(({ text }) => word !== '' && text.startsWith(word));
  const merged = [...begins, ...known, ...own];
  return [...new Map(merged.map((one) => [one.text, one])).values()].slice(0, MOST_SHOWN);
}

/** The text and the cursor after a suggestion was taken. */
export function applySuggestion(text: string, { from, to }: Context, { insert, cursor }: Suggestion) {
  return { text: text.slice(0, from) + insert + text.slice(to), cursor: from + cursor };
}

function fitting<T>(all: readonly T[], nameOf: (one: T) => string, word: string): T[] {
  const wanted = word.toLowerCase();
  const rank = (one: T) => (nameOf(one).toLowerCase().startsWith(wanted) ? 0 : 1);
  return all.filter((one) => nameOf(one).toLowerCase().includes(wanted)).sort((one, other) => rank(one) - rank(other));
}

function plain(text: string, detail: string, help?: string): Suggestion {
  return { text, detail, help, insert: text, cursor: text.length };
}

function call(name: string, signature: string, help: string, hasBracket: boolean): Suggestion {
  const insert = hasBracket ? name : `${name}()`;
  const takesNothing = signature.endsWith('()');
  return { text: name, detail: signature, help, insert, cursor: takesNothing ? insert.length : name.length + 1 };
}

function describe({ name, type, help }: KnownName, insert: string, detail = type ?? 'metric'): Suggestion {
  return { text: name, detail, help, insert, cursor: insert.length };
}

function listed(label: KnownName): Suggestion {
  const insert = CLASSIC_LABEL.test(label.name) ? label.name : quote(label.name, '"');
  return describe(label, insert, 'label');
}

/** A label with the start of its value, unless an operator follows already. */
function matcher(label: KnownName, after: string): Suggestion {
  const { insert: name } = listed(label);
  const insert = /^\s*(=|!)/.test(after) ? name : `${name}=""`;
  return { ...describe(label, insert, 'label'), cursor: insert === name ? name.length : insert.length - 1 };
}

/** Prometheus 3 takes any text for a name, in quotes within braces. */
function quoteName(name: string): string {
  return CLASSIC_METRIC.test(name) ? name : `{${quote(name, '"')}}`;
}

function writeValue(value: string, context: Extract<Context, { kind: 'value' }>): string {
  const { quote: open = '"', isPattern, isClosed } = context;
  const pattern = isPattern ? value.replace(/[\\^$*+?.()|[\]{}]/g, '\\$&') : value;
  const written = quote(pattern, open);
  return written.slice(context.quote ? 1 : 0, isClosed ? -1 : undefined);
}

function quote(text: string, mark: string): string {
  if (mark === '`') {
    return `\`${text}\``;
  }
  const escaped = text.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replaceAll(mark, `\\${mark}`);
  return mark + escaped + mark;
}
