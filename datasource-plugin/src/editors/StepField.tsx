import React from 'react';
import type { OptionsProps } from './QueryEditor';
import { durationProblem, TextField } from './TextField';

/** Distance of the points that are read. */
export function StepField({ id, query, onOption }: OptionsProps) {
  return (
    <TextField
      id={id('step')}
      label="Step"
      tooltip="Distance of the points, e.g. 5m."
      placeholder="auto"
      value={query.step}
      validate={durationProblem}
      onCommit={onOption('step')}
    />
  );
}
