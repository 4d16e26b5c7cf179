import { select } from '../promql.js';
import { LIMITS } from '../settings.js';
import { SCRAPED, scraped, type AlertGroup } from './alert.js';

const id = { advisor: 'indexes', target: 'shop', id: '0a1b2c3d4e5f' };
const detail = {
  action: 'create_index',
  object: 'shop.public.orders',
  title: 'Create an index on orders (customer_id)',
};
const gain = 'presage_recommendation_gain_ratio';
const confidence = 'presage_recommendation_confidence_ratio';
const info = 'presage_recommendation_info';
const indexInfo = 'presage_index_recommendation_info';
const wasted = 'presage_index_wasted_bytes';
const index = { datname: 'shop', schemaname: 'public', relname: 'orders', indexrelname: 'orders_key' };
const leftover = { ...index, indexrelname: 'orders_key_ccnew1' };
const database = { target: 'shop', datname: 'shop' };

export const adviceAlerts: AlertGroup = {
  name: 'presage-advice',
  about: 'Changes that Presage proposes, and indexes that cost without serving.',
  alerts: [
    {
      name: 'PresageRecommendationStrong',
      summary: 'A change with a high predicted gain is open.',
      description:
        '{{ $labels.title }} ({{ $labels.object }} on {{ $labels.target }}): it is predicted to take away {{ $value | humanizePercentage }} of the cost of the workload.',
      // a recommendation stays published until it is resolved, so that a short wait is enough
      rules: [
        {
          severity: 'info',
          expr:
            `(${select(gain)} >= ${LIMITS.recommendation.gain} and ${select(confidence)} >= ${LIMITS.recommendation.confidence})` +
            ` * ignoring (action, object, title) group_left (action, object, title) ${select(info)}`,
          for: '1m',
          keepFiringFor: '15m',
        },
      ],
      cases: [
        {
          series: {
            [scraped(gain, id)]: '0.1x5 0.62x30',
            [scraped(confidence, id)]: '0.9x40',
            [scraped(info, { ...id, ...detail })]: '1x40',
          },
          fires: [
            {
              at: '10m',
              severity: 'info',
              labels: { ...id, ...detail, ...SCRAPED },
              description:
                'Create an index on orders (customer_id) (shop.public.orders on shop): it is predicted to take away 62% of the cost of the workload.',
            },
          ],
          quiet: ['5m'],
        },
        {
          series: {
            [scraped(gain, id)]: '0.62x30',
            [scraped(confidence, id)]: '0.4x30',
            [scraped(info, { ...id, ...detail })]: '1x30',
          },
          fires: [],
          quiet: ['10m'],
        },
      ],
    },
    {
      name: 'PresageIndexInvalid',
      summary: 'A database keeps an invalid index.',
      description:
        'The index {{ $labels.indexrelname }} of {{ $labels.schemaname }}.{{ $labels.relname }} in {{ $labels.datname }} on {{ $labels.target }} is invalid: writes maintain it and no query uses it.',
      rules: [
        {
          severity: 'warning',
          // not by its size: the rest of a failed build may have none
          expr:
            `max without (id, action, ddl) (${select(indexInfo, 'action="rebuild_index"')}` +
            ` or ${select(indexInfo, 'action="drop_index"', 'indexrelname=~".+_cc(new|old)[0-9]*"')}) == 1`,
          // an index that is being built concurrently is invalid until it is done
          for: '1h',
          keepFiringFor: '15m',
        },
      ],
      cases: [
        {
          series: {
            [scraped(indexInfo, { target: 'shop', id: '0a1b', action: 'rebuild_index', ...index, ddl: 'REINDEX' })]:
              '_x5 1x100',
            [scraped(indexInfo, { target: 'shop', id: '0a1b', action: 'drop_index', ...leftover, ddl: 'DROP INDEX' })]:
              '1x30 _x90',
          },
          fires: [
            {
              at: '90m',
              severity: 'warning',
              labels: { target: 'shop', ...index, ...SCRAPED },
              description:
                'The index orders_key of public.orders in shop on shop is invalid: writes maintain it and no query uses it.',
            },
          ],
          quiet: ['5m', '40m', '60m'],
        },
        {
          series: {
            [scraped(indexInfo, { target: 'shop', id: '0a1b', action: 'drop_index', ...leftover, ddl: 'DROP INDEX' })]:
              '1x100',
          },
          fires: [
            {
              at: '90m',
              severity: 'warning',
              labels: { target: 'shop', ...leftover, ...SCRAPED },
              description:
                'The index orders_key_ccnew1 of public.orders in shop on shop is invalid: writes maintain it and no query uses it.',
            },
          ],
          quiet: ['40m'],
        },
        {
          series: {
            [scraped(indexInfo, { target: 'shop', id: '0a1b', action: 'drop_index', ...index, ddl: 'DROP INDEX' })]:
              '1x100',
          },
          fires: [],
          quiet: ['90m'],
        },
      ],
    },
    {
      name: 'PresageIndexWaste',
      summary: 'Unused or superfluous indexes take much space.',
      description:
        'Unused and superfluous indexes of {{ $labels.datname }} on {{ $labels.target }} take {{ $value | humanize1024 }}B.',
      rules: [
        {
          severity: 'info',
          expr: `sum without (reason) (${select(wasted, 'reason!="invalid"')}) > ${LIMITS.indexWaste}`,
          for: '1h',
          keepFiringFor: '1h',
        },
      ],
      cases: [
        {
          series: {
            [scraped(wasted, { ...database, reason: 'unused' })]: '104857600x100',
            [scraped(wasted, { ...database, reason: 'duplicate' })]: '104857600x100',
          },
          fires: [
            {
              at: '70m',
              severity: 'info',
              labels: { ...database, ...SCRAPED },
              description: 'Unused and superfluous indexes of shop on shop take 200MiB.',
            },
          ],
          quiet: ['30m'],
        },
        {
          series: { [scraped(wasted, { ...database, reason: 'invalid' })]: '204857600x100' },
          fires: [],
          quiet: ['70m'],
        },
      ],
    },
    {
      name: 'PresageIndexValidationUnavailable',
      summary: 'Index advice is not validated by the planner.',
      description:
        'HypoPG is missing in {{ $labels.datname }} on {{ $labels.target }}; index advice rests on estimates and has a lower confidence.',
      rules: [
        {
          severity: 'info',
          expr: `${select('presage_index_hypothetical_available')} == 0`,
          for: '1h',
          keepFiringFor: '1h',
        },
      ],
      cases: [
        {
          series: { [scraped('presage_index_hypothetical_available', database)]: '0x100' },
          fires: [
            {
              at: '70m',
              severity: 'info',
              labels: { ...database, ...SCRAPED },
              description:
                'HypoPG is missing in shop on shop; index advice rests on estimates and has a lower confidence.',
            },
          ],
          quiet: ['30m'],
        },
        { series: { [scraped('presage_index_hypothetical_available', database)]: '1x100' }, fires: [], quiet: ['70m'] },
      ],
    },
  ],
};
