import { Combobox, type ComboboxOption, InlineField } from '@grafana/ui';
import React from 'react';

interface Props {
  id: string;
  label: string;
  tooltip: string;
  labelWidth?: number;
  placeholder: string;
  value: string | undefined;
  choices: ComboboxOption[];
  loading?: boolean;
  disabled?: boolean;
  /** Whether text that is not listed may be typed in, such as a variable. */
  free?: boolean;
  emptyMessage?: string;
  onChange: (value: string | undefined) => void;
}

/** A choice that can be cleared, and where `free` also typed in. */
export function ChoiceField({
  id,
  label,
  tooltip,
  labelWidth,
  free = true,
  emptyMessage,
  onChange,
  value,
  ...rest
}: Props) {
  const { choices, ...combobox } = rest;
  return (
    <InlineField label={label} tooltip={tooltip} labelWidth={labelWidth} htmlFor={id}>
      <Combobox
        id={id}
        {...combobox}
        options={choices}
        value={value || null}
        isClearable
        createCustomValue={free}
        customValueDescription="Use this text"
        noOptionsMessage={emptyMessage}
        width={28}
        onChange={(choice) => onChange(choice?.value.trim() || undefined)}
      />
    </InlineField>
  );
}
