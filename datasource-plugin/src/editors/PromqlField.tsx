import { InlineField } from '@grafana/ui';
import React, { useMemo, useState } from 'react';
import type { DataSource } from '../datasource/datasource';
import type { NameSources } from '../promql/suggestions';
import { syntaxProblem } from '../promql/syntax';
import { PromqlInput } from './PromqlInput';
import { useDraft } from './useDraft';

interface Props {
  id: string;
  label: string;
  tooltip: string;
  placeholder: string;
  datasource: Pick<DataSource, 'names' | 'variableNames'>;
  /** The Prometheus target that is asked for names; may be a variable. */
  target: string | undefined;
  value: string | undefined;
  onCommit: (expr: string | undefined) => void;
}

/** Of names that are asked for at once; who looks for another one types on. */
const NAMES = 50;

/** PromQL with suggestions and the place of what is wrong; taken over when it is finished, not at each key. */
export function PromqlField({ id, label, tooltip, placeholder, datasource, target, value = '', onCommit }: Props) {
  const { text, setText, commit } = useDraft(value, onCommit);
  const [typedAt, setTypedAt] = useState(Infinity);
  const names = useMemo(
    (): NameSources => ({
      ask: (request) => datasource.names({ ...request, target, limit: NAMES }),
      variables: datasource.variableNames(),
    }),
    [datasource, target],
  );
  const problem = describeProblem(text, typedAt);
  return (
    <InlineField grow label={label} htmlFor={id} tooltip={tooltip} invalid={problem !== undefined} error={problem}>
      <PromqlInput
        id={id}
        text={text}
        placeholder={placeholder}
        names={names}
        onText={(next, cursor) => {
          setTypedAt(cursor);
          setText(next);
        }}
        onCommit={() => {
          setTypedAt(Infinity);
          commit();
        }}
      />
    </InlineField>
  );
}

/** What is missing where somebody is typing, or after it, is no mistake yet. */
function describeProblem(text: string, typedAt: number): string | undefined {
  const problem = syntaxProblem(text);
  if (!problem || problem.at >= typedAt) {
    return undefined;
  }
  const { line, column, near } = problem;
  return `No PromQL from line ${line}, column ${column}: ${near ? `“${near}”` : 'something is missing at the end'}.`;
}
