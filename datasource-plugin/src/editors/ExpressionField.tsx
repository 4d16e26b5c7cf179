import { InlineField, TextArea } from '@grafana/ui';
import React from 'react';
import { useDraft } from './useDraft';

interface Props {
  id: string;
  label: string;
  tooltip: string;
  placeholder: string;
  value: string | undefined;
  onCommit: (expr: string | undefined) => void;
}

/** PromQL; taken over when the field is left or by Ctrl+Enter. */
export function ExpressionField({ id, label, tooltip, placeholder, value = '', onCommit }: Props) {
  const { text, setText, commit } = useDraft(value, onCommit);
  return (
    <InlineField grow label={label} htmlFor={id} tooltip={tooltip}>
      <TextArea
        id={id}
        value={text}
        rows={2}
        spellCheck={false}
        placeholder={placeholder}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            commit();
          }
        }}
      />
    </InlineField>
  );
}
