import { InlineField, TextArea } from '@grafana/ui';
import React from 'react';
import { useDraft } from './useDraft';

interface Props {
  id: string;
  value: string | undefined;
  onCommit: (expr: string | undefined) => void;
}

/** PromQL; taken over when the field is left or by Ctrl+Enter. */
export function ExpressionField({ id, value = '', onCommit }: Props) {
  const { text, setText, commit } = useDraft(value, onCommit);
  return (
    <InlineField
      grow
      label="PromQL"
      htmlFor={id}
      tooltip="Computed on demand from the Prometheus target. Leave it empty to show what the exporter is configured to watch."
    >
      <TextArea
        id={id}
        value={text}
        rows={2}
        spellCheck={false}
        placeholder="sum(rate(http_requests_total[5m])) – empty: the configured ones"
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
