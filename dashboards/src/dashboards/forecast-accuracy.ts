import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { SETTINGS } from '../settings.js';
import { forecastAgainstActual } from './findings.js';
import {
  accuracyNumbers,
  backtestErrors,
  coverageByHorizon,
  errorByHorizon,
  invalidForecasts,
  missOfTheDayBefore,
  scaleByHorizon,
} from './forecast-accuracy-panels.js';
import { dataSourceVariable, houseDashboard, labelVariable, urgentForecastVariable } from './house.js';

/** `presage-forecast-accuracy`: whether the forecasts were right, and which should not be used. */
export function forecastAccuracy(): Dashboard {
  const board = houseDashboard({
    uid: 'presage-forecast-accuracy',
    title: 'Presage forecast accuracy',
    description: 'What was predicted against what came, by horizon, and the forecasts that should not be used.',
    time: { from: 'now-7d', to: 'now' },
  })
    .withVariable(dataSourceVariable('presage', 'Presage', SETTINGS.datasourcePlugin))
    .withVariable(labelVariable('target', 'Target', 'presage_advisor_up'))
    .withVariable(urgentForecastVariable('1h'));
  const panels = [
    ...accuracyNumbers(),
    invalidForecasts(),
    backtestErrors(),
    errorByHorizon(),
    coverageByHorizon(),
    forecastAgainstActual(),
    scaleByHorizon(),
    missOfTheDayBefore(),
  ];
  for (const panel of panels) board.withPanel(panel);
  return board.build();
}
