import { SENSITIVITIES } from '@presage/contract/kinds';
import React from 'react';
import { ChoiceField } from './ChoiceField';
import { capitalize } from './choices';
import type { OptionsProps } from './QueryEditor';
import { StepField } from './StepField';

const SENSITIVITY_CHOICES = SENSITIVITIES.map((value) => ({ value, label: capitalize(value.replace('-', ' ')) }));
const FORMAT_CHOICES = [
  { value: 'series', label: 'Series', description: 'Value, expected range and score over time' },
  { value: 'annotations', label: 'Annotations', description: 'Regions in which the series was anomalous' },
];

/** How to judge and how to show; `fixedFormat` where only annotations make sense. */
export function AnomalyOptions({ id, query, onOption, fixedFormat }: OptionsProps & { fixedFormat?: boolean }) {
  return (
    <>
      <ChoiceField
        id={id('sensitivity')}
        label="Sensitivity"
        tooltip="How small a deviation counts."
        placeholder={query.expr ? 'medium' : 'configured'}
        value={query.sensitivity}
        choices={SENSITIVITY_CHOICES}
        onChange={onOption('sensitivity')}
      />
      {!fixedFormat && (
        <ChoiceField
          id={id('format')}
          label="Format"
          tooltip="Draw the series, or mark the anomalies on top of other series."
          placeholder="Series"
          value={query.format}
          choices={FORMAT_CHOICES}
          free={false}
          onChange={onOption('format')}
        />
      )}
      <StepField id={id} query={query} onOption={onOption} />
    </>
  );
}
