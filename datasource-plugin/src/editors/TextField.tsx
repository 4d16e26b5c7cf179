import { InlineField, Input } from '@grafana/ui';
import React from 'react';
import { useDraft } from './useDraft';

interface Props {
  id: string;
  label: string;
  tooltip: string;
  placeholder: string;
  value: string | number | undefined;
  width?: number;
  /** What is wrong with the text, undefined when it is fine. Variables are always fine. */
  validate?: (text: string) => string | undefined;
  /** Called when the text is committed, by leaving the field or by Enter, and only when it changed. */
  onCommit: (text: string | undefined) => void;
}

/** A short text that is taken over when it is finished, not at each key. */
export function TextField({ id, label, tooltip, placeholder, value, width = 14, validate, onCommit }: Props) {
  const { text, setText, commit } = useDraft(value === undefined ? '' : String(value), onCommit);
  const error = text === '' || text.includes('$') ? undefined : validate?.(text);
  return (
    <InlineField label={label} tooltip={tooltip} htmlFor={id} invalid={Boolean(error)} error={error}>
      <Input
        id={id}
        value={text}
        placeholder={placeholder}
        width={width}
        spellCheck={false}
        onChange={(event) => setText(event.currentTarget.value)}
        onBlur={commit}
        onKeyDown={(event) => event.key === 'Enter' && commit()}
      />
    </InlineField>
  );
}

export function durationProblem(text: string): string | undefined {
  return /^([0-9]+(ms|s|m|h|d|w|y))+$/.test(text) ? undefined : 'A duration such as 30m or 7d';
}

export function numberProblem(text: string): string | undefined {
  return Number.isFinite(Number(text)) ? undefined : 'A number';
}

export function ratioProblem(text: string): string | undefined {
  const value = Number(text);
  return value >= 0 && value <= 1 ? undefined : 'A number from 0 to 1';
}

export function factorProblem(text: string): string | undefined {
  return Number(text) > 0 ? undefined : 'A number above 0, e.g. 2 for twice as much';
}

export function dateProblem(text: string): string | undefined {
  return /^\d+$/.test(text) || !Number.isNaN(Date.parse(text)) ? undefined : 'A date such as 2026-11-27';
}
