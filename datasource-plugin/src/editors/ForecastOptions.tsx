import React from 'react';
import type { OptionsProps } from './QueryEditor';
import { ScenarioOptions } from './ScenarioOptions';
import { durationProblem, numberProblem, ratioProblem, TextField } from './TextField';

/** How far, how wide and between which limits to predict. Empty fields mean the configured or the default value. */
export function ForecastOptions({ id, query, onOption }: OptionsProps) {
  return (
    <>
      <TextField
        id={id('horizon')}
        label="Horizon"
        tooltip="How far to predict, e.g. 7d. Of PromQL that is typed in by default a quarter of the time range."
        placeholder={query.expr ? 'auto' : 'configured'}
        value={query.horizon}
        validate={durationProblem}
        onCommit={onOption('horizon')}
      />
      <TextField
        id={id('step')}
        label="Step"
        tooltip="Distance of the points, e.g. 1h."
        placeholder="auto"
        value={query.step}
        validate={durationProblem}
        onCommit={onOption('step')}
      />
      <TextField
        id={id('level')}
        label="Level"
        tooltip="Share of future values that the prediction interval should cover, between 0 and 1."
        placeholder="0.95"
        value={query.level}
        validate={ratioProblem}
        onCommit={onOption('level')}
      />
      <TextField
        id={id('minimum')}
        label="Minimum"
        tooltip="No prediction falls below this value, e.g. 0 for a count."
        placeholder="none"
        value={query.minimum}
        validate={numberProblem}
        onCommit={onOption('minimum')}
      />
      <TextField
        id={id('maximum')}
        label="Maximum"
        tooltip="No prediction rises above this value."
        placeholder="none"
        value={query.maximum}
        validate={numberProblem}
        onCommit={onOption('maximum')}
      />
      <TextField
        id={id('threshold')}
        label="Threshold"
        tooltip="Show when the forecast crosses this value."
        placeholder="none"
        value={query.threshold}
        validate={numberProblem}
        onCommit={onOption('threshold')}
      />
      <ScenarioOptions id={id} query={query} onOption={onOption} />
    </>
  );
}
