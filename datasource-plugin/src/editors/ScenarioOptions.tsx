import React from 'react';
import { ChoiceField } from './ChoiceField';
import type { OptionsProps } from './QueryEditor';
import { dateProblem, durationProblem, factorProblem, TextField } from './TextField';

const GROWTH_CHOICES = [
  { value: 'level', label: 'Level', description: 'The values are multiplied' },
  { value: 'change', label: 'Change', description: 'The series piles up: its changes are multiplied' },
];

/** What if it grows? A factor, and once there is one, from when, over how long and of what. */
export function ScenarioOptions({ id, query, onOption }: OptionsProps) {
  return (
    <>
      <TextField
        id={id('growth')}
        label="What if ×"
        tooltip="Draw a scenario beside the forecast: what if it grows by this factor? 2 is twice as much."
        placeholder="none"
        value={query.growth}
        validate={factorProblem}
        onCommit={onOption('growth')}
      />
      {query.growth !== undefined && (
        <>
          <TextField
            id={id('launch')}
            label="From"
            tooltip="Date from which it grows, e.g. 2026-11-27."
            placeholder="now"
            value={query.launch}
            validate={dateProblem}
            onCommit={onOption('launch')}
          />
          <TextField
            id={id('ramp')}
            label="Over"
            tooltip="How long the growth takes, e.g. 7d."
            placeholder="at once"
            value={query.ramp}
            validate={durationProblem}
            onCommit={onOption('ramp')}
          />
          <ChoiceField
            id={id('growthOf')}
            label="Of"
            tooltip="Multiply the values, or the changes of what piles up, such as a disk."
            placeholder="as the history looks"
            value={query.growthOf}
            choices={GROWTH_CHOICES}
            free={false}
            onChange={onOption('growthOf')}
          />
        </>
      )}
    </>
  );
}
