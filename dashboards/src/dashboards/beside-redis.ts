import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { linesPanel, untilNow } from '../panels/panels.js';
import { range } from '../panels/queries.js';
import { select, selectShown } from '../promql.js';
import { stock } from '../stock.js';
import { adviceOf, anomaliesAbout, anomaliesOf, besideDashboard, forecastOf, forecastsAbout } from './beside.js';
import { labelVariable } from './house.js';

const rate = (selector: string) => `rate(${selector}[$__rate_interval])`;
const commands = `sum by (job, instance) (${rate(stock('redis_commands_processed_total'))})`;

/** `presage-beside-redis`: series of redis_exporter with what Presage makes of them. */
export function besideRedis(): Dashboard {
  const board = besideDashboard(
    {
      uid: 'presage-beside-redis',
      title: 'Presage beside redis_exporter',
      description:
        'Commands, memory and look-ups as redis_exporter shows them, with forecasts, anomalies and advice beside them.',
      time: { from: 'now-2d', to: 'now+1d' },
    },
    'redis_up',
  ).withVariable(labelVariable('target', 'Target', 'presage_cache_evictions_total'));
  const panels = [
    anomaliesOf(commands, {
      title: 'Commands',
      description: 'Commands a second over the band of what the past makes likely.',
      unit: 'ops',
    }),
    forecastOf(
      stock('redis_memory_used_bytes'),
      { title: 'Memory', description: 'Bytes that Redis has given out, and where that is going.', unit: 'bytes' },
      { minimum: 0 },
    ),
    hitRatio(),
    memory(),
    adviceOf('cache', {
      title: 'What to change',
      description: 'Proposed changes to the cache with evidence, the text to apply and the way back.',
      unit: 'short',
    }),
    evictions(),
    forecastsAbout(),
    anomaliesAbout(),
  ];
  for (const panel of panels) board.withPanel(panel);
  return board.build();
}

function hitRatio(): Builder<Panel> {
  const hits = rate(stock('redis_keyspace_hits_total'));
  const misses = rate(stock('redis_keyspace_misses_total'));
  return untilNow(
    linesPanel(
      {
        title: 'Hit ratio',
        description:
          'Share of the look-ups that were answered: from redis_exporter, which counts those of the monitoring too, and as Presage derives it without its own.',
        unit: 'percentunit',
        width: 12,
        height: 8,
        queries: [
          range('A', `sum by (instance) (${hits}) / sum by (instance) (${hits} + ${misses})`, '{{instance}}'),
          range('B', selectShown('presage_cache_hit_ratio', 'cache="redis"'), '{{target}} {{cache}} (Presage)'),
        ],
      },
      { min: 0, max: 1 },
    ),
    '2d',
  );
}

function memory(): Builder<Panel> {
  return untilNow(
    linesPanel({
      title: 'Memory, its limit and its knee',
      description:
        'Bytes in use and the limit from redis_exporter, and the size beyond which more memory saves few misses; the last needs a stream of accesses.',
      unit: 'bytes',
      width: 12,
      height: 8,
      queries: [
        range('A', stock('redis_memory_used_bytes'), '{{instance}} used'),
        range('B', `${stock('redis_memory_max_bytes')} > 0`, '{{instance}} limit'),
        range('C', select('presage_cache_knee_bytes'), '{{target}} beyond which more brings little'),
      ],
    }),
    '2d',
  );
}

function evictions(): Builder<Panel> {
  return untilNow(
    linesPanel({
      title: 'Evictions and clients',
      description: 'Entries a second that were thrown out for lack of room, and clients that are connected.',
      unit: 'short',
      width: 12,
      height: 9,
      queries: [
        range('A', rate(stock('redis_evicted_keys_total')), '{{instance}} evictions a second'),
        range('B', stock('redis_connected_clients'), '{{instance}} clients'),
      ],
    }),
    '2d',
  );
}
