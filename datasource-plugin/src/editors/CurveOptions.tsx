import React from 'react';
import { ChoiceField } from './ChoiceField';
import type { OptionsProps } from './QueryEditor';

const UNIT_CHOICES = [
  { value: 'objects', label: 'Objects', description: 'Number of keys that the cache holds' },
  { value: 'bytes', label: 'Bytes', description: 'Memory that the cache takes' },
];

/** What the size of a cache is counted in. */
export function CurveOptions({ id, query, onOption }: OptionsProps) {
  return (
    <ChoiceField
      id={id('sizeUnit')}
      label="Size in"
      tooltip="What the size of the cache is counted in."
      placeholder="Objects"
      value={query.sizeUnit}
      choices={UNIT_CHOICES}
      onChange={onOption('sizeUnit')}
    />
  );
}
