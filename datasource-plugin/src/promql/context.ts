import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { maskVariables } from './mask';

/** The part of the text that a suggestion replaces, and what of it stands before the cursor. */
interface Replaced {
  from: number;
  to: number;
  word: string;
}

/** What may be written at the cursor. `match` is a selector of the series that it is about; it may hold variables. */
export type Context = Replaced &
  (
    | { kind: 'expression' | 'operator' | 'duration' | 'variable' }
    /** The name of a label, in braces or in a list such as that of `by`. */
    | { kind: 'label'; place: 'matcher' | 'list'; match?: string }
    | LabelValue
  );

interface LabelValue {
  kind: 'value';
  label: string;
  match?: string;
  /** The value is a regular expression. */
  isPattern: boolean;
  /** The quote that is open, if any, and whether it is closed after the cursor. */
  quote?: string;
  isClosed: boolean;
}

/** Variables are masked in `before`, and `node` is the innermost one at its end. */
interface Place {
  text: string;
  cursor: number;
  before: string;
  node: SyntaxNode;
}

/** Null: it is this place, and there is nothing to suggest. Undefined: it is another place. */
type Reader = (place: Place) => Context | null | undefined;

const MATCHER = /([A-Za-z_]\w*)\s*(=~|!~|!=|=)\s*$/;
/** After these comes an operand, although a word or a bracket stands before. */
const BEFORE_OPERAND = /\b(and|or|unless|atan2|bool)\s+$|\b(on|ignoring|group_left|group_right)\s*\([^()]*\)\s*$/;

/** Reads what comes before the cursor with Prometheus' own grammar. Undefined where nothing can be suggested. */
export function contextAt(text: string, cursor: number): Context | undefined {
  const before = maskVariables(text.slice(0, cursor));
  const node = parser.parse(before).resolveInner(cursor, -1);
  const place = { text, cursor, before, node };
  for (const read of READERS) {
    const context = read(place);
    if (context !== undefined) {
      return context ?? undefined;
    }
  }
  return undefined;
}

const readComment: Reader = ({ node, cursor }) => {
  const comment = within(node, 'LineComment');
  return comment && comment.to === cursor ? null : undefined;
};

const readVariable: Reader = ({ text, cursor }) => {
  const [start] = /(\$\{?|\[\[)\w*$/.exec(text.slice(0, cursor)) ?? [];
  if (start === undefined) {
    return undefined;
  }
  const rest = start.startsWith('[[') ? /^\w*(\]\])?/ : start.startsWith('${') ? /^\w*\}?/ : /^\w*/;
  return { kind: 'variable', ...replaced(text, cursor - start.length, cursor, rest) };
};

const readString: Reader = ({ text, cursor, before, node }) => {
  const string = within(node, 'StringLiteral');
  if (!string || string.to !== cursor) {
    return undefined;
  }
  const matcher = within(string, 'UnquotedLabelMatcher');
  const [, label, operator] = MATCHER.exec(before.slice(matcher?.from ?? cursor, string.from)) ?? [];
  if (!matcher || label === undefined || isWhole(before.slice(string.from, cursor))) {
    return null;
  }
  const quote = before[string.from];
  const isPattern = operator.endsWith('~');
  const alternative = isPattern ? /[^|(]*$/.exec(before.slice(string.from + 1, cursor)) : null;
  const from = alternative ? cursor - alternative[0].length : string.from + 1;
  const isClosed = new RegExp(`^[^${quote}\\n,}]*${quote}`).test(text.slice(cursor));
  const rest = !isClosed ? /^/ : new RegExp(isPattern ? `^[^${quote}|)]*` : `^[^${quote}]*`);
  const match = selectorAround(text, before, matcher);
  return { kind: 'value', label, isPattern, quote, isClosed, match, ...replaced(text, from, cursor, rest) };
};

const readMatchers: Reader = ({ text, cursor, before, node }) => {
  const matchers = within(node, 'LabelMatchers');
  if (!matchers || before[matchers.to - 1] === '}') {
    return undefined;
  }
  const match = selectorAround(text, before, within(node, 'UnquotedLabelMatcher') ?? matchers);
  const [, label, operator] = MATCHER.exec(before) ?? [];
  if (label !== undefined) {
    const isPattern = operator.endsWith('~');
    return { kind: 'value', label, isPattern, isClosed: false, match, ...replaced(text, cursor, cursor, /^/) };
  }
  const start = /[{,]\s*(\w*)$/.exec(before)?.[1];
  return start === undefined
    ? null
    : { kind: 'label', place: 'matcher', match, ...replaced(text, cursor - start.length, cursor, /^\w*/) };
};

const readList: Reader = ({ text, cursor, before, node }) => {
  if (!within(node, 'GroupingLabels') || before.endsWith(')')) {
    return undefined;
  }
  const start = /[(,]\s*(\w*)$/.exec(before)?.[1];
  return start === undefined
    ? null
    : {
        kind: 'label',
        place: 'list',
        match: metricGrouped(text, cursor),
        ...replaced(text, cursor - start.length, cursor, /^\w*/),
      };
};

const readDuration: Reader = ({ text, cursor, before, node }) => {
  const takesDuration = ['MatrixSelector', 'SubqueryExpr', 'OffsetExpr'].some((name) => within(node, name));
  const start = /(?:[[:]\s*|\boffset\s+-?)([0-9a-z]*)$/.exec(before)?.[1];
  return takesDuration && start !== undefined
    ? { kind: 'duration', ...replaced(text, cursor - start.length, cursor, /^\w*/) }
    : undefined;
};

const readExpression: Reader = ({ text, cursor, before }) => {
  const [word] = /([A-Za-z_:][\w:]*)?$/.exec(before) ?? [''];
  const previous = before.slice(0, cursor - word.length);
  if (/[0-9.]$/.test(previous)) {
    return null;
  }
  const ends = previous.replace(/#.*$/gm, '');
  const isOperand = BEFORE_OPERAND.test(ends) || !/[\w)\]}"'`]\s*$/.test(ends);
  const kind = isOperand ? 'expression' : 'operator';
  return { kind, ...replaced(text, cursor - word.length, cursor, /^[\w:]*/) };
};

const READERS: Reader[] = [readComment, readVariable, readString, readMatchers, readList, readDuration, readExpression];

/** The metric of the selector and those of its matchers, besides `current`, that are whole. */
function selectorAround(text: string, before: string, current: SyntaxNode): string | undefined {
  const selector = within(current, 'VectorSelector');
  const written = ({ from, to }: SyntaxNode) => text.slice(from, to);
  const matchers = selector?.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? [];
  const others = matchers.filter((matcher) => {
    const value = matcher.getChild('StringLiteral');
    return matcher.from !== current.from && value && isWhole(before.slice(value.from, value.to));
  });
  const metric = selector?.getChild('Identifier');
  const inBraces = others.map(written).join(',');
  return `${metric ? written(metric) : ''}${inBraces && `{${inBraces}}`}` || undefined;
}

/** The first metric of the aggregation or operation to which the list of labels at the cursor belongs. */
function metricGrouped(text: string, cursor: number): string | undefined {
  const node = parser.parse(maskVariables(text)).resolveInner(cursor, -1);
  const grouped = within(node, 'AggregateExpr') ?? within(node, 'BinaryExpr');
  let metric: string | undefined;
  grouped?.cursor().iterate(({ name, from, to, node: { parent } }) => {
    if (name === 'Identifier' && parent?.name === 'VectorSelector') {
      metric ??= text.slice(from, to);
    }
  });
  return metric;
}

/** Whether the quote of a string is closed by a quote that is not escaped. */
function isWhole(string: string): boolean {
  return string.length > 1 && string.endsWith(string[0]) && !/(^|[^\\])(\\\\)*\\.$/s.test(string);
}

function within(node: SyntaxNode | null, name: string): SyntaxNode | undefined {
  for (let one = node; one; one = one.parent) {
    if (one.name === name) {
      return one;
    }
  }
  return undefined;
}

function replaced(text: string, from: number, cursor: number, rest: RegExp): Replaced {
  const after = rest.exec(text.slice(cursor))?.[0].length ?? 0;
  return { from, to: cursor + after, word: text.slice(from, cursor) };
}
