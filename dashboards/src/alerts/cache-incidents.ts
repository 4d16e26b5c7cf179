import type { MetricName } from '@presage/contract/metrics';
import { select } from '../promql.js';
import { LIMITS } from '../settings.js';
import { SCRAPED, scraped, type AlertGroup } from './alert.js';

const cache = { target: 'sessions', cache: 'redis' };
const layer = { target: 'prometheus', chain: 'shop', layer: 'redis' };

const rate = (name: MetricName, window: string) => `rate(${select(name)}[${window}])`;
const evictions = (window: string) => rate('presage_cache_evictions_total', window);
/** By scrape, since `rate` over a day is too low while the series is younger. */
const evictionsAScrape = (range: string) =>
  `increase(${select('presage_cache_evictions_total')}${range}) / count_over_time(${select('presage_cache_evictions_total')}${range})`;
const misses = (window: string) => rate('presage_cache_misses_total', window);
const lookups = (window: string) => `(${rate('presage_cache_hits_total', window)} + ${misses(window)})`;
const before = (name: MetricName, offset: string) => `rate(${select(name)}[1h] offset ${offset})`;
const lookupsBefore = `(${before('presage_cache_hits_total', '5m')} + ${before('presage_cache_misses_total', '5m')})`;
const used = select('presage_cache_memory_used_bytes');
const limit = select('presage_cache_memory_limit_bytes');
const layerHits = select('presage_cache_layer_hit_ratio');

export const cacheIncidentAlerts: AlertGroup = {
  name: 'presage-cache-incidents',
  about:
    'Caches that change quickly: storms of evictions and misses, memory that runs out, replicas and layers that fall behind.',
  alerts: [
    {
      name: 'PresageCacheEvictionStorm',
      summary: 'A cache throws out a large part of its entries at once.',
      description:
        'The cache {{ $labels.cache }} of {{ $labels.target }} evicted {{ $value | humanizePercentage }} of its entries in the last 15 minutes, several times as fast as during the last day.',
      rules: [
        {
          severity: 'warning',
          expr:
            `increase(${select('presage_cache_evictions_total')}[15m]) / ${select('presage_cache_entries')} > ${LIMITS.evictionStorm.entries}` +
            ` and ${evictionsAScrape('[15m]')} > ${LIMITS.evictionStorm.factor} * ${evictionsAScrape('[1d] offset 15m')}`,
          for: '5m',
          keepFiringFor: '15m',
        },
      ],
      cases: [
        {
          series: {
            [scraped('presage_cache_entries', cache)]: '10000x320',
            [scraped('presage_cache_evictions_total', cache)]: '0+10x240 2810+400x60',
          },
          fires: [
            {
              at: '265m',
              severity: 'warning',
              labels: { ...cache, ...SCRAPED },
              description:
                'The cache redis of sessions evicted 60% of its entries in the last 15 minutes, several times as fast as during the last day.',
            },
          ],
          quiet: ['235m'],
        },
        {
          series: {
            [scraped('presage_cache_entries', cache)]: '10000x320',
            [scraped('presage_cache_evictions_total', cache)]: '0+400x320',
          },
          fires: [],
          quiet: ['100m', '300m'],
        },
      ],
    },
    {
      name: 'PresageCacheMemoryRunsOut',
      summary: 'A cache will soon reach its memory limit.',
      description:
        'At the pace of the last six hours the cache {{ $labels.cache }} of {{ $labels.target }} reaches its memory limit in {{ $value | humanizeDuration }}; it then evicts entries or refuses new ones.',
      rules: [
        {
          severity: 'warning',
          expr:
            `(${limit} - ${used}) / deriv(${used}[6h]) > 0 < ${LIMITS.cacheRunsOut.within}` +
            ` and ${used} / ${limit} > ${LIMITS.cacheRunsOut.used} unless ${evictions('15m')} > 0`,
          for: '30m',
          keepFiringFor: '30m',
        },
      ],
      cases: [
        {
          series: {
            [scraped('presage_cache_memory_used_bytes', cache)]: '60000+60x600',
            [scraped('presage_cache_memory_limit_bytes', cache)]: '100000x600',
            [scraped('presage_cache_evictions_total', cache)]: '0x600',
          },
          fires: [
            {
              at: '500m',
              severity: 'warning',
              labels: { ...cache, ...SCRAPED },
              description:
                'At the pace of the last six hours the cache redis of sessions reaches its memory limit in 2h 46m 40s; it then evicts entries or refuses new ones.',
            },
          ],
          quiet: ['120m'],
        },
        {
          series: {
            [scraped('presage_cache_memory_used_bytes', cache)]: '90000x600',
            [scraped('presage_cache_memory_limit_bytes', cache)]: '100000x600',
          },
          fires: [],
          quiet: ['500m'],
        },
        {
          series: {
            [scraped('presage_cache_memory_used_bytes', cache)]: '60000+60x600',
            [scraped('presage_cache_memory_limit_bytes', cache)]: '100000x600',
            [scraped('presage_cache_evictions_total', cache)]: '0+10x600',
          },
          fires: [],
          quiet: ['500m'],
        },
      ],
    },
    {
      name: 'PresageCacheStampede',
      summary: 'Look-ups of a cache suddenly miss while there are hardly more of them.',
      description:
        'The cache {{ $labels.cache }} of {{ $labels.target }} misses {{ $value | humanize }} look-ups a second, several times as many as in the hour before, at about the same traffic.',
      rules: [
        {
          severity: 'warning',
          expr:
            `${misses('3m')} > ${LIMITS.stampede.misses} * ${before('presage_cache_misses_total', '5m')}` +
            ` and ${lookups('3m')} < ${LIMITS.stampede.lookups} * ${lookupsBefore}` +
            ` and ${misses('3m')} > ${LIMITS.cacheLookupsPerSecond}`,
          for: '1m',
          keepFiringFor: '10m',
        },
      ],
      cases: [
        {
          series: {
            [scraped('presage_cache_hits_total', cache)]: '0+540x119 64560+300x30',
            [scraped('presage_cache_misses_total', cache)]: '0+60x119 7740+600x30',
          },
          fires: [
            {
              at: '126m',
              severity: 'warning',
              labels: { ...cache, ...SCRAPED },
              description:
                'The cache redis of sessions misses 10 look-ups a second, several times as many as in the hour before, at about the same traffic.',
            },
          ],
          quiet: ['115m'],
        },
        {
          series: {
            [scraped('presage_cache_hits_total', cache)]: '0+540x119 66960+2700x30',
            [scraped('presage_cache_misses_total', cache)]: '0+60x119 7440+300x30',
          },
          fires: [],
          quiet: ['115m', '126m', '140m'],
        },
      ],
    },
    {
      name: 'PresageRedisReplicaLagging',
      summary: 'A replica of Redis is far behind its master.',
      description:
        'The replica of {{ $labels.cache }} on {{ $labels.target }} that is furthest behind has not been heard of for {{ $value | humanizeDuration }}; what it answers is old.',
      rules: [
        {
          severity: 'warning',
          expr: `${select('presage_redis_replica_lag_seconds')} > ${LIMITS.replicaLagSeconds}`,
          for: '5m',
          keepFiringFor: '10m',
        },
      ],
      cases: [
        {
          series: { [scraped('presage_redis_replica_lag_seconds', cache)]: '1x20 120x30' },
          fires: [
            {
              at: '40m',
              severity: 'warning',
              labels: { ...cache, ...SCRAPED },
              description:
                'The replica of redis on sessions that is furthest behind has not been heard of for 2m 0s; what it answers is old.',
            },
          ],
          quiet: ['15m', '22m'],
        },
      ],
    },
    {
      name: 'PresageRedisResyncNear',
      summary: 'A replica of Redis is so far behind that it may have to copy everything again.',
      description:
        'A replica of {{ $labels.cache }} on {{ $labels.target }} is behind by {{ $value | humanizePercentage }} of the replication backlog; beyond all of it a lost connection costs a full copy.',
      rules: [
        {
          severity: 'warning',
          expr: `${select('presage_redis_replica_lag_bytes')} / ${select('presage_redis_backlog_bytes')} > ${LIMITS.replicaLagOfBacklog}`,
          for: '5m',
          keepFiringFor: '10m',
        },
      ],
      cases: [
        {
          series: {
            [scraped('presage_redis_replica_lag_bytes', cache)]: '100x20 800x30',
            [scraped('presage_redis_backlog_bytes', cache)]: '1000x60',
          },
          fires: [
            {
              at: '40m',
              severity: 'warning',
              labels: { ...cache, ...SCRAPED },
              description:
                'A replica of redis on sessions is behind by 80% of the replication backlog; beyond all of it a lost connection costs a full copy.',
            },
          ],
          quiet: ['15m', '22m'],
        },
      ],
    },
    {
      name: 'PresageCacheLayerDropped',
      summary: 'A layer of a chain of caches answers clearly fewer requests than it used to.',
      description:
        'The layer {{ $labels.layer }} of the chain {{ $labels.chain }} answers {{ $value | humanizePercentage }} of its look-ups, far below what it answered during the last day; the layers behind it carry the rest.',
      rules: [
        {
          severity: 'warning',
          expr:
            `${layerHits} < quantile_over_time(0.1, ${layerHits}[1d] offset 1h) - ${LIMITS.cacheHitRatioDrop}` +
            ` and count_over_time(${layerHits}[1d] offset 1h) > 100`,
          for: '15m',
          keepFiringFor: '15m',
        },
      ],
      cases: [
        {
          series: { [scraped('presage_cache_layer_hit_ratio', layer)]: '0.75x240 0.5x60' },
          fires: [
            {
              at: '280m',
              severity: 'warning',
              labels: { ...layer, ...SCRAPED },
              description:
                'The layer redis of the chain shop answers 50% of its look-ups, far below what it answered during the last day; the layers behind it carry the rest.',
            },
          ],
          quiet: ['230m', '250m'],
        },
        {
          series: { [scraped('presage_cache_layer_hit_ratio', layer)]: '0.75x100 0.5x60' },
          fires: [],
          quiet: ['130m'],
        },
      ],
    },
    {
      name: 'PresageCacheChainUnknown',
      summary: 'The layers of a chain of caches cannot be told.',
      description:
        'A layer of the chain {{ $labels.chain }} has had no value for half an hour: its expression is wrong, or its exporter is gone.',
      rules: [{ severity: 'info', expr: `${select('presage_cache_chain_up')} == 0`, for: '30m', keepFiringFor: '10m' }],
      cases: [
        {
          series: { [scraped('presage_cache_chain_up', { target: 'prometheus', chain: 'shop' })]: '1x20 0x60' },
          fires: [
            {
              at: '60m',
              severity: 'info',
              labels: { target: 'prometheus', chain: 'shop', ...SCRAPED },
              description:
                'A layer of the chain shop has had no value for half an hour: its expression is wrong, or its exporter is gone.',
            },
          ],
          quiet: ['15m', '40m'],
        },
      ],
    },
  ],
};
