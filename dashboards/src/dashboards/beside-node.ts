import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Dashboard, Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { linesPanel, tablePanel, untilNow } from '../panels/panels.js';
import { range, table } from '../panels/queries.js';
import { select } from '../promql.js';
import { stock } from '../stock.js';
import { anomaliesAbout, anomaliesOf, besideDashboard, forecastOf, forecastsAbout } from './beside.js';

/** File systems that are no disks, as the built-in capacity rule leaves them out. */
const DISKS = 'fstype!~"tmpfs|ramfs|devtmpfs|overlay|squashfs|iso9660|erofs|nsfs|fuse.*"';
const used = `${stock('node_filesystem_size_bytes', DISKS)} - ${stock('node_filesystem_avail_bytes', DISKS)}`;
const processorUse = `1 - avg by (job, instance) (rate(${stock('node_cpu_seconds_total', 'mode="idle"')}[$__rate_interval]))`;
const memoryUse = `1 - sum by (job, instance) (${stock('node_memory_MemAvailable_bytes')}) / sum by (job, instance) (${stock('node_memory_MemTotal_bytes')})`;

/** `presage-beside-node`: series of node_exporter with what Presage makes of them. */
export function besideNode(): Dashboard {
  const board = besideDashboard(
    {
      uid: 'presage-beside-node',
      title: 'Presage beside node_exporter',
      description: 'Processors, memory and disks as node_exporter shows them, with forecasts and anomalies over them.',
      time: { from: 'now-2d', to: 'now+1d' },
    },
    'node_uname_info',
  );
  const panels = [
    forecastOf(
      processorUse,
      {
        title: 'Processor use',
        description: 'Share of the time in which the processors worked, and where that is going.',
        unit: 'percentunit',
      },
      { minimum: 0, maximum: 1 },
    ),
    forecastOf(
      memoryUse,
      {
        title: 'Memory use',
        description: 'Share of the memory that is not available to programs, and where that is going.',
        unit: 'percentunit',
      },
      { minimum: 0, maximum: 1, threshold: 0.9 },
    ),
    disks(),
    forecastsAbout(),
    anomaliesAbout(),
    anomaliesOf(stock('node_load1'), {
      title: 'Load',
      description: 'Average number of runnable processes over the band of what the past makes likely.',
      unit: 'short',
    }),
    diskUse(),
  ];
  for (const panel of panels) board.withPanel(panel);
  return board.build();
}

/** One row a file system: raw values and the forecast of the built-in capacity rule, joined by the labels of node_exporter. */
function disks(): Builder<Panel> {
  const rule = 'forecast="capacity-disk"';
  const own = 'job, instance, device, fstype, mountpoint';
  const beside = (expr: string) => `max by (${own}) (${expr})`;
  return tablePanel(
    {
      title: 'Disks now and in a week',
      description:
        'What is used and what there is, from node_exporter, beside what the capacity rule `disk` predicts. Without that rule the last columns are empty.',
      unit: 'bytes',
      width: 24,
      height: 7,
      queries: [
        table('A', beside(used)),
        table('B', beside(stock('node_filesystem_size_bytes', DISKS))),
        table(
          'C',
          beside(select('presage_forecast_value', rule, 'job=~"$job"', 'instance=~"$instance"', 'horizon="7d"')),
        ),
        table(
          'D',
          beside(select('presage_forecast_upper', rule, 'job=~"$job"', 'instance=~"$instance"', 'horizon="7d"')),
        ),
        table(
          'E',
          beside(select('presage_forecast_threshold_risk_ratio', rule, 'job=~"$job"', 'instance=~"$instance"')),
        ),
      ],
    },
    {
      instance: { title: 'Instance' },
      mountpoint: { title: 'Mounted at' },
      device: { title: 'Device' },
      'Value #A': { title: 'Used' },
      'Value #B': { title: 'Size' },
      'Value #C': { title: 'Used in 7 days' },
      'Value #D': { title: 'At most in 7 days' },
      'Value #E': { title: 'Risk to fill up', unit: 'percentunit', decimals: 1 },
    },
    { sortBy: 'Used', descending: true, hide: ['fstype'] },
  );
}

/** Raw use, and what was predicted for each moment a day before it. */
function diskUse(): Builder<Panel> {
  const dayBefore = select(
    'presage_forecast_value',
    'forecast="capacity-disk"',
    'job=~"$job"',
    'instance=~"$instance"',
    'horizon="24h"',
  );
  return untilNow(
    linesPanel(
      {
        title: 'Disk use and its forecast of the day before',
        description: 'Bytes in use, and what the capacity rule `disk` had predicted for that moment 24 hours earlier.',
        unit: 'bytes',
        width: 12,
        height: 9,
        queries: [
          range('A', used, '{{instance}} {{mountpoint}}'),
          range('B', `${dayBefore} offset 1d`, '{{instance}} {{mountpoint}} predicted a day before'),
        ],
      },
      {},
    ),
    '2d',
  );
}
