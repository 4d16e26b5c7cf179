import { type AbstractLabelMatcher, AbstractLabelOperator } from '@grafana/data';
import { parser } from '@prometheus-io/lezer-promql';
import { maskVariables } from './mask';

const OPERATORS: Record<string, AbstractLabelOperator> = {
  '=': AbstractLabelOperator.Equal,
  '!=': AbstractLabelOperator.NotEqual,
  '=~': AbstractLabelOperator.EqualRegEx,
  '!~': AbstractLabelOperator.NotEqualRegEx,
};

/** The matchers of the first selector in a text, its metric as one of `__name__`; empty where there is none. */
export function firstSelector(text: string): AbstractLabelMatcher[] {
  const matchers: AbstractLabelMatcher[] = [];
  let selector: { from: number; to: number } | undefined;
  parser.parse(maskVariables(text)).iterate({
    enter: ({ name, from, to, node }) => {
      if (name === 'VectorSelector') {
        selector ??= { from, to };
      }
      const isOfFirst = selector !== undefined && selector.from <= from && to <= selector.to;
      if (isOfFirst && name === 'Identifier') {
        matchers.push({ name: '__name__', operator: AbstractLabelOperator.Equal, value: text.slice(from, to) });
      } else if (isOfFirst && name === 'UnquotedLabelMatcher') {
        const written = (child: string) => text.slice(node.getChild(child)?.from, node.getChild(child)?.to);
        const operator = OPERATORS[written('MatchOp')];
        if (operator && node.getChild('StringLiteral')) {
          matchers.push({ name: written('LabelName'), operator, value: unquote(written('StringLiteral')) });
        }
      }
    },
  });
  return matchers;
}

function unquote(literal: string): string {
  const content = literal.slice(1, -1);
  return literal.startsWith('`') ? content : content.replace(/\\([\\"'])/g, '$1').replace(/\\n/g, '\n');
}
