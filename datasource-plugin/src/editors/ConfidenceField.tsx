import React from 'react';
import type { OptionsProps } from './QueryEditor';
import { ratioProblem, TextField } from './TextField';

/** How sure an insight must be to be shown. */
export function ConfidenceField({ id, query, onOption }: OptionsProps) {
  return (
    <TextField
      id={id('minimumConfidence')}
      label="Minimum confidence"
      tooltip="Leave out what Presage is less sure of, from 0 to 1."
      placeholder="0"
      value={query.minimumConfidence}
      validate={ratioProblem}
      onCommit={onOption('minimumConfidence')}
    />
  );
}
