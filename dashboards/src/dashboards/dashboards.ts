import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { anomalies } from './anomalies.js';
import { besideNode } from './beside-node.js';
import { besidePostgres } from './beside-postgres.js';
import { besideRedis } from './beside-redis.js';
import { cacheEfficiency } from './cache-efficiency.js';
import { capacity } from './capacity.js';
import { exporter } from './exporter.js';
import { forecastAccuracy } from './forecast-accuracy.js';
import { incident } from './incident.js';
import { indexAdvisor } from './index-advisor.js';
import { keyspace } from './keyspace.js';
import { overview } from './overview.js';
import { postgres } from './postgres.js';

/** Every dashboard that Presage ships. */
export function dashboards(): Dashboard[] {
  return boards().map((board) => ({
    ...board,
    panels: board.panels?.map((panel, index) => ({ ...panel, id: index + 1 })),
  }));
}

/** Grafana would number the panels anew at each load, and links to one panel would lead nowhere. */
function boards(): Dashboard[] {
  return [
    overview(),
    anomalies(),
    incident(),
    capacity(),
    forecastAccuracy(),
    postgres(),
    indexAdvisor(),
    cacheEfficiency(),
    keyspace(),
    besideNode(),
    besidePostgres(),
    besideRedis(),
    exporter(),
  ];
}
