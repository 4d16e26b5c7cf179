import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { advicePanel, linesPanel, tablePanel } from '../panels/panels.js';
import { range, table } from '../panels/queries.js';
import { selectShown } from '../promql.js';
import { SETTINGS } from '../settings.js';
import { dataSourceVariable, houseDashboard, labelVariable } from './house.js';

/** `presage-keyspace`: what lies in Redis, by prefix, and what chains of caches keep from the origin. */
export function keyspace(): Dashboard {
  const board = houseDashboard({
    uid: 'presage-keyspace',
    title: 'Presage keyspace and cache layers',
    description:
      'What the keys of Redis take by prefix, from a sample, and what each layer of a chain of caches absorbs.',
    time: { from: 'now-24h', to: 'now' },
  })
    .withVariable(dataSourceVariable('presage', 'Presage', SETTINGS.datasourcePlugin))
    .withVariable(labelVariable('target', 'Target', 'presage_advisor_up'));
  for (const panel of [prefixes(), advice('keyspace'), memory(), inspection(), layers(), advice('layers'), chains()])
    board.withPanel(panel);
  return board.build();
}

function prefixes(): Builder<Panel> {
  return tablePanel(
    {
      title: 'Prefixes',
      description:
        'Keys by prefix, estimated from a sample: number, memory, largest key, idle time and share without a time to live.',
      unit: 'short',
      width: 24,
      height: 9,
      queries: [
        table('A', selectShown('presage_keyspace_prefix_memory_bytes')),
        table('B', selectShown('presage_keyspace_prefix_keys')),
        table('C', selectShown('presage_keyspace_prefix_largest_key_bytes')),
        table('D', `max without (share) (${selectShown('presage_keyspace_prefix_idle_seconds', 'share="0.5"')})`),
        table('E', selectShown('presage_keyspace_prefix_persistent_ratio')),
      ],
    },
    {
      prefix: { title: 'Prefix' },
      'Value #A': { title: 'Memory', unit: 'bytes' },
      'Value #B': { title: 'Keys' },
      'Value #C': { title: 'Largest key', unit: 'bytes' },
      'Value #D': { title: 'Idle', unit: 's' },
      'Value #E': { title: 'Without time to live', unit: 'percentunit' },
      target: { title: 'Target' },
    },
    { sortBy: 'Memory', descending: true, hide: ['instance'] },
  );
}

function advice(advisor: 'keyspace' | 'layers'): Builder<Panel> {
  return advicePanel(
    {
      title: advisor === 'keyspace' ? 'What to change: keys' : 'What to change: layers',
      description: 'Proposed changes with evidence, the text to apply and the way back.',
      width: 12,
      height: 9,
    },
    advisor,
  );
}

function memory(): Builder<Panel> {
  return linesPanel({
    title: 'Memory by prefix',
    description: 'Estimated memory of the largest prefixes; $other$ is the sum of the rest.',
    unit: 'bytes',
    width: 12,
    height: 9,
    queries: [range('A', selectShown('presage_keyspace_prefix_memory_bytes'), '{{target}} {{prefix}}')],
  });
}

function inspection(): Builder<Panel> {
  return linesPanel({
    title: 'Cost of the inspection',
    description: 'Time that the commands of one run of the inspection took Redis, and the longest of them.',
    unit: 's',
    width: 12,
    height: 8,
    queries: [
      range('A', selectShown('presage_keyspace_scan_busy_seconds'), '{{target}} {{cache}} one run'),
      range('B', selectShown('presage_keyspace_scan_longest_seconds'), '{{target}} {{cache}} longest command'),
    ],
  });
}

function layers(): Builder<Panel> {
  return tablePanel(
    {
      title: 'Layers',
      description: 'What each layer of a configured chain answers, and the load of the origin if it were lost.',
      unit: 'short',
      width: 12,
      height: 8,
      queries: [
        table('A', selectShown('presage_cache_layer_hit_ratio')),
        table('B', selectShown('presage_cache_layer_absorbed_ratio')),
        table('C', selectShown('presage_cache_layer_loss_factor')),
        table('D', selectShown('presage_cache_layer_gain_ratio')),
      ],
    },
    {
      chain: { title: 'Chain' },
      layer: { title: 'Layer' },
      'Value #A': { title: 'Hit ratio', unit: 'percentunit' },
      'Value #B': { title: 'Absorbs', unit: 'percentunit' },
      'Value #C': { title: 'Origin load if lost, times' },
      'Value #D': { title: 'Could still save', unit: 'percentunit' },
      target: { title: 'Target' },
    },
    { sortBy: 'Chain', hide: ['instance'] },
  );
}

function chains(): Builder<Panel> {
  return linesPanel(
    {
      title: 'Requests that never reach the origin',
      description: 'Share of the requests to a chain that some layer of it answers.',
      unit: 'percentunit',
      width: 12,
      height: 9,
      queries: [range('A', selectShown('presage_cache_chain_hit_ratio'), '{{chain}}')],
    },
    { min: 0, max: 1 },
  );
}
