import type { CapacityResource } from '@presage/contract/kinds';
import type { CapacityRule, Config, ForecastRule } from '../../config/config.js';

/** How a resource is measured: PromQL of what is used and of what there is, given label matchers and the step in seconds. */
interface ResourceTemplate {
  used(matchers: string, step: number): string;
  limit(matchers: string): string | number;
  unit: string;
}

/** File systems that are no disks, or that are full by nature. */
const NO_DISKS = 'fstype!~"tmpfs|ramfs|devtmpfs|overlay|squashfs|iso9660|erofs|nsfs|fuse.*"';
/** PostgreSQL refuses writes when so many transaction ids lie behind: 2^31 less the 3 million it keeps for the repair. */
const LAST_TRANSACTION_ID = 2 ** 31 - 3_000_000;

/** Metrics of node_exporter, postgres_exporter and the kubelet, as they come. */
const TEMPLATES: Record<CapacityResource, ResourceTemplate> = {
  disk: {
    used: (matchers) => {
      const filesystems = join(NO_DISKS, matchers);
      return `(node_filesystem_size_bytes{${filesystems}} - node_filesystem_avail_bytes{${filesystems}}) and node_filesystem_readonly{${filesystems}} == 0`;
    },
    limit: (matchers) => `node_filesystem_size_bytes{${join(NO_DISKS, matchers)}}`,
    unit: 'bytes',
  },
  memory: {
    used: (matchers) => `node_memory_MemTotal_bytes{${matchers}} - node_memory_MemAvailable_bytes{${matchers}}`,
    limit: (matchers) => `node_memory_MemTotal_bytes{${matchers}}`,
    unit: 'bytes',
  },
  connections: {
    // connections come and go between the points: the peak of each step is what counts
    used: (matchers, step) =>
      `max_over_time(sum by (job, instance) (pg_stat_database_numbackends{${matchers}})[${step}s:${Math.ceil(step / 12)}s])`,
    limit: (matchers) => `max by (job, instance) (pg_settings_max_connections{${matchers}})`,
    unit: 'short',
  },
  'transaction-ids': {
    used: (matchers) =>
      `max by (job, instance, datname) (pg_database_wraparound_age_datfrozenxid_seconds{${matchers}})`,
    limit: () => LAST_TRANSACTION_ID,
    unit: 'short',
  },
  storage: {
    used: (matchers) => `max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_used_bytes{${matchers}})`,
    limit: (matchers) => `max by (namespace, persistentvolumeclaim) (kubelet_volume_stats_capacity_bytes{${matchers}})`,
    unit: 'bytes',
  },
};

/** All forecast rules of a configuration: those written out, and those that `capacity` stands for. */
export function forecastRules({ advisors: { forecasts } }: Config): ForecastRule[] {
  return [...forecasts.rules, ...forecasts.capacity.map(capacityRule)];
}

function capacityRule({ resource, target, selector, step, history, horizon }: CapacityRule): ForecastRule {
  const { used, limit, unit } = TEMPLATES[resource];
  return {
    name: `capacity-${resource}`,
    target,
    expr: used(selector, step),
    step,
    history,
    horizon,
    level: 0.95,
    minimum: 0,
    thresholds: [{ name: 'exhausted', value: limit(selector), direction: 'above' }],
    resource,
    unit,
  };
}

function join(...matchers: string[]): string {
  return matchers.filter((text) => text !== '').join(', ');
}
