import { Field, Input } from '@grafana/ui';
import React from 'react';

interface Props {
  id: string;
  label: string;
  description: string;
  value: number | undefined;
  /** What holds while there is no value. */
  standard: number;
  readOnly: boolean | undefined;
  onChange: (seconds: number | undefined) => void;
}

/** Whole seconds above 0; anything else is no value. */
export function SecondsField({ id, label, description, value, standard, readOnly, onChange }: Props) {
  return (
    <Field noMargin label={label} description={description} htmlFor={id} disabled={readOnly}>
      <Input
        id={id}
        width={20}
        type="number"
        min={1}
        value={value ?? ''}
        disabled={readOnly}
        placeholder={String(standard)}
        onChange={(event) => {
          const seconds = Math.floor(Number(event.currentTarget.value));
          onChange(seconds > 0 ? seconds : undefined);
        }}
      />
    </Field>
  );
}
