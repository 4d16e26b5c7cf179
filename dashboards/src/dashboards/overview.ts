import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { adviceTable, anomaliesNow, atRisk, forecast, forecastAgainstActual, recommendations } from './findings.js';
import { dataSourceVariable, houseDashboard, labelVariable, urgentForecastVariable } from './house.js';
import { bufferHitRatios, cacheHitRatios, evictions, summary } from './overview-numbers.js';
import { SETTINGS } from '../settings.js';

/** `presage-overview`: one screen that a lead can read, details below it. It ends tomorrow, so that forecasts show. */
export function overview(): Dashboard {
  const board = houseDashboard({
    uid: 'presage-overview',
    title: 'Presage overview',
    description: 'What is at risk, what is odd now and what to change, derived from PostgreSQL, Redis and Prometheus.',
    time: { from: 'now-2d', to: 'now+1d' },
  })
    .withVariable(dataSourceVariable('presage', 'Presage', SETTINGS.datasourcePlugin))
    .withVariable(labelVariable('target', 'Target', 'presage_advisor_up'))
    .withVariable(labelVariable('advisor', 'Advisor', 'presage_advisor_up'))
    .withVariable(urgentForecastVariable('2d'));
  const panels = [
    ...summary(),
    atRisk(),
    recommendations(),
    forecast(),
    anomaliesNow(),
    cacheHitRatios(),
    bufferHitRatios(),
    evictions(),
    forecastAgainstActual(),
    adviceTable(),
  ];
  for (const panel of panels) board.withPanel(panel);
  return board.build();
}
