import { parser } from '@prometheus-io/lezer-promql';
import { maskVariables } from './mask';

/** Where a text stops being PromQL: an offset, and the same as a line and a column that count from 1. */
export interface SyntaxProblem {
  at: number;
  line: number;
  column: number;
  /** What stands there, cut; empty where something is missing at the end. */
  near: string;
}

const LONGEST_NEAR = 20;

/** The first place that cannot be PromQL. Undefined where there is none, and for a text without an expression. */
export function syntaxProblem(text: string): SyntaxProblem | undefined {
  const masked = maskVariables(text);
  if (masked.replace(/#.*/g, '').trim() === '') {
    return undefined;
  }
  let at: number | undefined;
  parser.parse(masked).iterate({
    enter: ({ type, from }) => {
      at ??= type.isError ? from : undefined;
      return at === undefined;
    },
  });
  if (at === undefined) {
    return undefined;
  }
  const lines = text.slice(0, at).split('\n');
  const near = text.slice(at).split('\n', 1)[0].trim().slice(0, LONGEST_NEAR);
  return { at, line: lines.length, column: lines[lines.length - 1].length + 1, near };
}
