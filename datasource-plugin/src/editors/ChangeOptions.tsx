import React from 'react';
import { ChoiceField } from './ChoiceField';
import { ConfidenceField } from './ConfidenceField';
import type { OptionsProps } from './QueryEditor';
import { StepField } from './StepField';

const FORMAT_CHOICES = [
  { value: 'table', label: 'Table', description: 'Each change with level before and after, effect and verdict' },
  { value: 'annotations', label: 'Annotations', description: 'The moments at which the series changed' },
];

/** Which changes, and how to show them; `fixedFormat` where only annotations make sense. */
export function ChangeOptions({ fixedFormat, ...options }: OptionsProps & { fixedFormat?: boolean }) {
  const { id, query, onOption } = options;
  return (
    <>
      <ConfidenceField {...options} />
      {!fixedFormat && (
        <ChoiceField
          id={id('format')}
          label="Format"
          tooltip="List the changes, or mark them on top of other series."
          placeholder="Table"
          value={query.format}
          choices={FORMAT_CHOICES}
          free={false}
          onChange={onOption('format')}
        />
      )}
      <StepField {...options} />
    </>
  );
}
