import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { SETTINGS } from '../settings.js';
import {
  capacityNumbers,
  capacityTable,
  headroomOverTime,
  riskOverTime,
  timeLeft,
  withGrowth,
} from './capacity-panels.js';
import { forecast } from './findings.js';
import { dataSourceVariable, houseDashboard, labelVariable, urgentForecastVariable } from './house.js';

/** `presage-capacity`: what runs out first, when, and how sure that is. */
export function capacity(): Dashboard {
  const board = houseDashboard({
    uid: 'presage-capacity',
    title: 'Presage capacity',
    description: 'What runs out first, when, how sure that is, and what more traffic would do to it.',
    time: { from: 'now-14d', to: 'now+14d' },
  })
    .withVariable(dataSourceVariable('presage', 'Presage', SETTINGS.datasourcePlugin))
    .withVariable(labelVariable('target', 'Target', 'presage_advisor_up'))
    .withVariable(urgentForecastVariable('15d'));
  const panels = [
    ...capacityNumbers(),
    capacityTable(),
    forecast(),
    withGrowth(),
    timeLeft(),
    headroomOverTime(),
    riskOverTime(),
  ];
  for (const panel of panels) board.withPanel(panel);
  return board.build();
}
