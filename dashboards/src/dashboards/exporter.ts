import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { advisorErrors, advisorTable, droppedSeries, runDurations, shares } from './exporter-advisors.js';
import { eventLoop, httpRequests, identity, memory, processor } from './exporter-process.js';
import { sourceLatency, sourceRequests } from './exporter-sources.js';
import { houseDashboard, labelVariable } from './house.js';

/** `presage-exporter`: whether the exporter does its work, and what that costs. */
export function exporter(): Dashboard {
  const board = houseDashboard({
    uid: 'presage-exporter',
    title: 'Presage exporter',
    description: 'Health and cost of the exporter: runs of its advisors, requests to its targets, its own process.',
    time: { from: 'now-6h', to: 'now' },
  })
    .withVariable(labelVariable('target', 'Target', 'presage_advisor_up'))
    .withVariable(labelVariable('advisor', 'Advisor', 'presage_advisor_up'));
  const panels = [
    ...identity(),
    advisorTable(),
    runDurations(),
    shares(),
    advisorErrors(),
    droppedSeries(),
    sourceRequests(),
    sourceLatency(),
    httpRequests(),
    processor(),
    memory(),
    eventLoop(),
  ];
  for (const panel of panels) board.withPanel(panel);
  return board.build();
}
