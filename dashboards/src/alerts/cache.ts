import type { MetricName } from '@presage/contract/metrics';
import { select } from '../promql.js';
import { LIMITS } from '../settings.js';
import { SCRAPED, scraped, type AlertGroup } from './alert.js';

const cache = { target: 'sessions', cache: 'redis' };
const database = { target: 'shop', datname: 'shop' };

const rate = (name: MetricName) => `rate(${select(name)}[15m])`;
const hits = rate('presage_cache_hits_total');
const lookups = `(${hits} + ${rate('presage_cache_misses_total')})`;
const evictions = rate('presage_cache_evictions_total');
const blocks = `(${rate('presage_postgres_buffer_hits_total')} + ${rate('presage_postgres_buffer_misses_total')})`;
const busy = `${lookups} > ${LIMITS.cacheLookupsPerSecond}`;

export const cacheAlerts: AlertGroup = {
  name: 'presage-cache',
  about: 'Caches that serve less than they could: Redis and the buffers of PostgreSQL.',
  alerts: [
    {
      name: 'PresageCacheHitRatioLow',
      summary: 'A cache answers too few of its look-ups.',
      description:
        'The cache {{ $labels.cache }} of {{ $labels.target }} answered {{ $value | humanizePercentage }} of its look-ups in the last 15 minutes.',
      rules: [
        {
          severity: 'warning',
          expr: `${hits} / ${lookups} < ${LIMITS.cacheHitRatio} and ${busy}`,
          for: '15m',
          keepFiringFor: '15m',
        },
      ],
      cases: [
        {
          series: {
            [scraped('presage_cache_hits_total', cache)]: '0+300x60',
            [scraped('presage_cache_misses_total', cache)]: '0+300x60',
          },
          fires: [
            {
              at: '40m',
              severity: 'warning',
              labels: { ...cache, ...SCRAPED },
              description: 'The cache redis of sessions answered 50% of its look-ups in the last 15 minutes.',
            },
          ],
          quiet: ['10m'],
        },
        {
          series: {
            [scraped('presage_cache_hits_total', cache)]: '0+900x60',
            [scraped('presage_cache_misses_total', cache)]: '0+100x60',
          },
          fires: [],
          quiet: ['40m'],
        },
        {
          series: {
            [scraped('presage_cache_hits_total', cache)]: '0+1x60',
            [scraped('presage_cache_misses_total', cache)]: '0+3x60',
          },
          fires: [],
          quiet: ['40m'],
        },
      ],
    },
    {
      name: 'PresageCacheHitRatioDropped',
      summary: 'A cache answers clearly fewer look-ups than it used to.',
      description:
        'The cache {{ $labels.cache }} of {{ $labels.target }} answered {{ $value | humanizePercentage }} of its look-ups in the last 15 minutes, far below what it answered during the last day.',
      rules: [
        {
          severity: 'warning',
          expr:
            `${hits} / ${lookups} < quantile_over_time(0.1, ${select('presage_cache_hit_ratio')}[1d] offset 1h) - ${LIMITS.cacheHitRatioDrop}` +
            ` and count_over_time(${select('presage_cache_hit_ratio')}[1d] offset 1h) > 100 and ${busy}`,
          for: '10m',
          keepFiringFor: '15m',
        },
      ],
      cases: [
        {
          series: {
            [scraped('presage_cache_hit_ratio', cache)]: '0.9x240 0.5x120',
            [scraped('presage_cache_hits_total', cache)]: '0+540x240 129900+300x120',
            [scraped('presage_cache_misses_total', cache)]: '0+60x240 14700+300x120',
          },
          fires: [
            {
              at: '280m',
              severity: 'warning',
              labels: { ...cache, ...SCRAPED },
              description:
                'The cache redis of sessions answered 50% of its look-ups in the last 15 minutes, far below what it answered during the last day.',
            },
          ],
          quiet: ['230m'],
        },
        {
          series: {
            [scraped('presage_cache_hit_ratio', cache)]: '0.5x360',
            [scraped('presage_cache_hits_total', cache)]: '0+300x360',
            [scraped('presage_cache_misses_total', cache)]: '0+300x360',
          },
          fires: [],
          quiet: ['280m', '350m'],
        },
      ],
    },
    {
      name: 'PresageCacheEvicting',
      summary: 'A cache throws out entries that would still be used.',
      description:
        'The cache {{ $labels.cache }} of {{ $labels.target }} evicts {{ $value | humanizePercentage }} as many entries as it gets look-ups; it is too small for what is kept in it.',
      rules: [
        {
          severity: 'info',
          expr: `${evictions} / ${lookups} > ${LIMITS.cacheEvictions} and ${busy}`,
          for: '30m',
          keepFiringFor: '30m',
        },
      ],
      cases: [
        {
          series: {
            [scraped('presage_cache_hits_total', cache)]: '0+300x90',
            [scraped('presage_cache_misses_total', cache)]: '0+300x90',
            [scraped('presage_cache_evictions_total', cache)]: '0+150x90',
          },
          fires: [
            {
              at: '60m',
              severity: 'info',
              labels: { ...cache, ...SCRAPED },
              description:
                'The cache redis of sessions evicts 25% as many entries as it gets look-ups; it is too small for what is kept in it.',
            },
          ],
          quiet: ['20m'],
        },
        {
          series: {
            [scraped('presage_cache_hits_total', cache)]: '0+990x90',
            [scraped('presage_cache_misses_total', cache)]: '0+10x90',
            [scraped('presage_cache_evictions_total', cache)]: '0+10x90',
          },
          fires: [],
          quiet: ['60m'],
        },
      ],
    },
    {
      name: 'PresageCacheMemoryFull',
      summary: 'A cache is full and evicts nothing.',
      description:
        'The cache {{ $labels.cache }} of {{ $labels.target }} uses {{ $value | humanizePercentage }} of its memory and has evicted nothing for 15 minutes; new entries may be refused.',
      rules: [
        {
          severity: 'warning',
          expr:
            `${select('presage_cache_memory_used_bytes')} / ${select('presage_cache_memory_limit_bytes')} > ${LIMITS.cacheFull}` +
            ` unless ${evictions} > 0`,
          for: '15m',
          keepFiringFor: '15m',
        },
      ],
      cases: [
        {
          series: {
            [scraped('presage_cache_memory_used_bytes', cache)]: '50x10 98x40',
            [scraped('presage_cache_memory_limit_bytes', cache)]: '100x60',
            [scraped('presage_cache_evictions_total', cache)]: '7x60',
          },
          fires: [
            {
              at: '30m',
              severity: 'warning',
              labels: { ...cache, ...SCRAPED },
              description:
                'The cache redis of sessions uses 98% of its memory and has evicted nothing for 15 minutes; new entries may be refused.',
            },
          ],
          quiet: ['10m', '20m'],
        },
        {
          series: {
            [scraped('presage_cache_memory_used_bytes', cache)]: '98x60',
            [scraped('presage_cache_memory_limit_bytes', cache)]: '100x60',
            [scraped('presage_cache_evictions_total', cache)]: '0+7x60',
          },
          fires: [],
          quiet: ['40m'],
        },
      ],
    },
    {
      name: 'PresageCacheFragmented',
      summary: 'A cache loses much memory to fragmentation.',
      description:
        'The allocator of {{ $labels.cache }} on {{ $labels.target }} holds {{ $value | humanize }} times the memory that it has given out.',
      rules: [
        {
          severity: 'info',
          expr:
            `${select('presage_cache_fragmentation_ratio')} > ${LIMITS.cacheFragmentation}` +
            ` and ${select('presage_cache_memory_used_bytes')} > ${LIMITS.cacheFragmentationFloor}`,
          for: '1h',
          keepFiringFor: '30m',
        },
      ],
      cases: [
        {
          series: {
            [scraped('presage_cache_fragmentation_ratio', cache)]: '1.8x120',
            [scraped('presage_cache_memory_used_bytes', cache)]: '500000000x120',
          },
          fires: [
            {
              at: '70m',
              severity: 'info',
              labels: { ...cache, ...SCRAPED },
              description: 'The allocator of redis on sessions holds 1.8 times the memory that it has given out.',
            },
          ],
          quiet: ['50m'],
        },
        {
          series: {
            [scraped('presage_cache_fragmentation_ratio', cache)]: '4x120',
            [scraped('presage_cache_memory_used_bytes', cache)]: '1000000x120',
          },
          fires: [],
          quiet: ['100m'],
        },
      ],
    },
    {
      name: 'PresagePostgresBufferHitRatioLow',
      summary: 'PostgreSQL finds too few blocks in its shared buffers.',
      description:
        'The database {{ $labels.datname }} of {{ $labels.target }} found {{ $value | humanizePercentage }} of its blocks in shared buffers in the last 15 minutes.',
      rules: [
        {
          severity: 'warning',
          expr:
            `${rate('presage_postgres_buffer_hits_total')} / ${blocks} < ${LIMITS.bufferHitRatio}` +
            ` and ${blocks} > ${LIMITS.bufferLookupsPerSecond}`,
          for: '30m',
          keepFiringFor: '15m',
        },
      ],
      cases: [
        {
          series: {
            [scraped('presage_postgres_buffer_hits_total', database)]: '0+60000x90',
            [scraped('presage_postgres_buffer_misses_total', database)]: '0+20000x90',
          },
          fires: [
            {
              at: '60m',
              severity: 'warning',
              labels: { ...database, ...SCRAPED },
              description:
                'The database shop of shop found 75% of its blocks in shared buffers in the last 15 minutes.',
            },
          ],
          quiet: ['20m'],
        },
        {
          series: {
            [scraped('presage_postgres_buffer_hits_total', database)]: '0+60x90',
            [scraped('presage_postgres_buffer_misses_total', database)]: '0+60x90',
          },
          fires: [],
          quiet: ['60m'],
        },
      ],
    },
  ],
};
