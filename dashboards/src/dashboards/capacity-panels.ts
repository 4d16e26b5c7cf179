import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { linesPanel, numberPanel, tablePanel, untilNow, type Steps } from '../panels/panels.js';
import { insight, instant, PRESAGE, range, table } from '../panels/queries.js';
import { select, selectShown } from '../promql.js';
import { LIMITS } from '../settings.js';

const SOON_IS_BAD: Steps = [
  [null, 'red'],
  [LIMITS.capacityCritical.within, 'orange'],
  [LIMITS.capacityWarning.within, 'green'],
];
const RISK: Steps = [
  [null, 'green'],
  [0.1, 'orange'],
  [0.5, 'red'],
];
const ROOM: Steps = [
  [null, 'red'],
  [0.1, 'orange'],
  [0.25, 'green'],
];
const SERIES = '{{forecast}} {{threshold}} {{instance}} {{mountpoint}}{{datname}}{{persistentvolumeclaim}}';

const crossing = (probability: string) =>
  `max without (probability) (${selectShown('presage_forecast_threshold_crossing_seconds', `probability="${probability}"`)})`;
const ofForecast = 'forecast=~"$forecast"';

/** The first row: the resource that binds, and how much is at stake. */
export function capacityNumbers(): Builder<Panel>[] {
  const number = (title: string, description: string, expr: string, unit: string, steps: Steps) =>
    numberPanel({ title, description, unit, width: 6, height: 4, queries: [instant('A', expr, title)] }, steps);
  return [
    number(
      'First to run out',
      'Time until the first resource with a capacity rule is exhausted. Empty: none is within its horizon.',
      `min(${selectShown('presage_capacity_binding_seconds')})`,
      's',
      SOON_IS_BAD,
    ),
    number(
      'Its risk',
      'Probability that the resource that runs out first does so within the horizon of its rule.',
      `max(${selectShown('presage_capacity_binding_risk_ratio')})`,
      'percentunit',
      RISK,
    ),
    number(
      'Least headroom',
      'Smallest share of room that is free now, over all thresholds.',
      `min(${selectShown('presage_forecast_headroom_ratio')})`,
      'percentunit',
      ROOM,
    ),
    number(
      'Thresholds at risk',
      'Thresholds that are crossed within their horizon with a probability of a half or more.',
      `count(${selectShown('presage_forecast_threshold_risk_ratio')} >= 0.5) or vector(0)`,
      'short',
      [
        [null, 'green'],
        [1, 'orange'],
      ],
    ),
  ];
}

/** Every threshold with its moments, risk and room, the first to be crossed on top. */
export function capacityTable(): Builder<Panel> {
  return tablePanel(
    {
      title: 'What runs out first',
      description:
        'Time until each threshold is crossed: unlikely sooner than the first column, likely by the third. Empty where no trend carries the series there.',
      unit: 'short',
      width: 24,
      height: 9,
      queries: [
        table('A', selectShown('presage_forecast_headroom_ratio')),
        table('B', crossing('0.1')),
        table('C', crossing('0.5')),
        table('D', crossing('0.9')),
        table('E', selectShown('presage_forecast_threshold_risk_ratio')),
      ],
    },
    {
      forecast: { title: 'Forecast' },
      threshold: { title: 'Threshold' },
      'Value #B': { title: 'Earliest (10 %)', unit: 's' },
      'Value #C': { title: 'Expected (50 %)', unit: 's', steps: SOON_IS_BAD },
      'Value #D': { title: 'Latest (90 %)', unit: 's' },
      'Value #E': { title: 'Risk', unit: 'percentunit', decimals: 1, steps: RISK },
      'Value #A': { title: 'Headroom', unit: 'percentunit', steps: ROOM },
      target: { title: 'Target' },
    },
    { sortBy: 'Risk', descending: true },
  );
}

/** The forecast under twice the growth, drawn by a stock panel. */
export function withGrowth(): Builder<Panel> {
  return linesPanel(
    {
      title: 'What if it grows twofold: $forecast',
      description:
        'The forecast, and the same with twice the growth from now on: of what piles up the climb doubles, of everything else the values.',
      unit: 'short',
      width: 9,
      height: 9,
      datasource: PRESAGE,
      queries: [insight({ refId: 'A', kind: 'forecast', name: '$forecast', growth: 2 })],
    },
    {},
  );
}

export function timeLeft(): Builder<Panel> {
  const left = (probability: string) =>
    `${select('presage_forecast_threshold_crossing_seconds', ofForecast, `probability="${probability}"`)}`;
  return untilNow(
    linesPanel({
      title: 'Time left: $forecast',
      description:
        'Time until the thresholds are crossed, as it was told at each moment. A healthy estimate falls by a day a day; one that jumps is not to be trusted.',
      unit: 's',
      width: 8,
      height: 8,
      queries: [
        range('A', left('0.1'), `earliest ${SERIES}`),
        range('B', left('0.5'), `expected ${SERIES}`),
        range('C', left('0.9'), `latest ${SERIES}`),
      ],
    }),
    '14d',
  );
}

export function headroomOverTime(): Builder<Panel> {
  return untilNow(
    linesPanel(
      {
        title: 'Headroom',
        description: 'Share of the room up to each threshold that is free.',
        unit: 'percentunit',
        width: 8,
        height: 8,
        queries: [range('A', selectShown('presage_forecast_headroom_ratio'), SERIES)],
      },
      { min: 0, max: 1 },
    ),
    '14d',
  );
}

export function riskOverTime(): Builder<Panel> {
  return untilNow(
    linesPanel(
      {
        title: 'Risk',
        description: 'Probability that each threshold is crossed within the horizon of its rule.',
        unit: 'percentunit',
        width: 8,
        height: 8,
        queries: [range('A', selectShown('presage_forecast_threshold_risk_ratio'), SERIES)],
      },
      { min: 0, max: 1 },
    ),
    '14d',
  );
}
