import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import { linesPanel } from '../panels/panels.js';
import { range } from '../panels/queries.js';
import { selectShown } from '../promql.js';

const size = { width: 12, height: 8 };

export function sourceRequests(): Builder<Panel> {
  return linesPanel({
    ...size,
    title: 'Requests to targets',
    description:
      'Requests a second to each target by outcome, retries included: what Presage costs the servers that it reads.',
    unit: 'reqps',
    queries: [
      range(
        'A',
        `sum by (source, target, outcome) (rate(${selectShown('presage_source_requests_total')}[$__rate_interval]))`,
        '{{source}} {{target}} {{outcome}}',
      ),
      range(
        'B',
        `sum by (source, target) (rate(${selectShown('presage_source_retries_total')}[$__rate_interval]))`,
        '{{source}} {{target}} retried',
      ),
    ],
  });
}

export function sourceLatency(): Builder<Panel> {
  const buckets = selectShown('presage_source_request_duration_seconds_bucket');
  return linesPanel({
    ...size,
    title: 'Duration of requests to targets',
    description: '95th percentile of the duration of requests to each target.',
    unit: 's',
    queries: [
      range(
        'A',
        `histogram_quantile(0.95, sum by (le, source, target) (rate(${buckets}[$__rate_interval])))`,
        '{{source}} {{target}}',
      ),
    ],
  });
}
