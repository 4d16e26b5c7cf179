import type { RecommendationAction } from '@presage/contract/recommendation';
import type { Sample } from './exposition.js';

/** One row of the recommendation table as the exporter's API answers it. */
export interface RecommendationRow {
  id: string;
  advisor: string;
  target: string;
  action: RecommendationAction;
  object: string;
  title: string;
  reason: string;
  change: string;
  confidence: number;
  gainRatio?: number;
  sizeBytes?: number;
  labels: Record<string, string>;
}

/** What the exporter shows at one moment. */
export interface Observation {
  recommendations: readonly RecommendationRow[];
  /** Samples of the exporter's `/metrics`. */
  samples: readonly Sample[];
}

/** Something wrong that was put into the shop on purpose. README.md describes each. */
export interface Fault {
  id: string;
  title: string;
  /** Where it was planted, relative to the folder of the demo. */
  planted: string;
  /** How Presage shows the fault, in words; undefined when it does not. */
  found(observation: Observation): string | undefined;
}

export const FAULTS: readonly Fault[] = [
  {
    id: 'missing-index-orders',
    title: 'orders has no index for the order history of a customer',
    planted: 'src/shop/schema.ts',
    found: recommends(
      ({ action, labels, change }) =>
        action === 'create_index' && labels['relname'] === 'orders' && change.includes('customer_id'),
    ),
  },
  {
    id: 'missing-index-reviews',
    title: 'reviews has no index on product_id',
    planted: 'src/shop/schema.ts',
    found: recommends(
      ({ action, labels, change }) =>
        action === 'create_index' && labels['relname'] === 'reviews' && change.includes('product_id'),
    ),
  },
  {
    id: 'unused-index',
    title: 'orders_total_cents_index is never used',
    planted: 'src/shop/schema.ts',
    found: recommends(dropsIndex('orders_total_cents_index')),
  },
  {
    id: 'duplicate-index',
    title: 'customers_email_index repeats the index of the unique constraint',
    planted: 'src/shop/schema.ts',
    found: recommends(dropsIndex('customers_email_index')),
  },
  {
    id: 'invalid-index',
    title: 'products_barcode_index was left invalid by a failed CREATE INDEX CONCURRENTLY',
    planted: 'src/shop/schema.ts',
    found: recommends(
      ({ action, labels }) =>
        (action === 'rebuild_index' || action === 'drop_index') && labels['indexrelname'] === 'products_barcode_index',
    ),
  },
  {
    id: 'n-plus-one',
    title: 'the order history asks for the items of each order one by one',
    planted: 'src/shop/app.ts',
    found: recommends(
      ({ advisor, action, title }) =>
        advisor === 'queries' && action === 'change_query' && title.includes('order_items with one call'),
    ),
  },
  {
    id: 'cache-too-small',
    title: 'Redis has room for a small part of the category pages and evicts',
    planted: 'src/run/local.ts',
    found: recommends(({ advisor, object }) => advisor === 'cache' && object === 'maxmemory'),
  },
  {
    id: 'poor-ttl',
    title: 'product pages live in the cache for five seconds only',
    planted: 'src/shop/app.ts',
    found: recommends(({ advisor, object }) => advisor === 'cache' && object === 'time to live'),
  },
  {
    id: 'latency-spike',
    title: 'every answer waits for a while, on command',
    planted: 'src/shop/latency.ts',
    found: measures(
      'presage_anomaly_active',
      ({ labels, value }) => labels['anomaly'] === 'shop-latency-p95' && value === 1,
    ),
  },
  {
    id: 'volume-fills',
    title: 'the volume is full in about five days',
    planted: 'src/shape.ts',
    found: measures(
      'presage_forecast_seconds_until_threshold',
      ({ labels, value }) => labels['forecast'] === 'shop-storage' && value > 2 * 86_400 && value < 10 * 86_400,
    ),
  },
];

function dropsIndex(name: string) {
  return ({ action, labels }: RecommendationRow) => action === 'drop_index' && labels['indexrelname'] === name;
}

function recommends(fits: (recommendation: RecommendationRow) => boolean): Fault['found'] {
  return ({ recommendations }) => {
    const match = recommendations.find(fits);
    return match && `recommendation ${match.id}: ${match.title}`;
  };
}

function measures(name: string, fits: (sample: Sample) => boolean): Fault['found'] {
  return ({ samples }) => {
    const match = samples.find((sample) => sample.name === name && fits(sample));
    return match && `${name} ${JSON.stringify(match.labels)} is ${match.value}`;
  };
}
