import type { Path } from './problem.js';

/** A right value for keys whose type alone does not show it. The longest ending of a path that is listed wins. */
const EXAMPLES: Record<string, string> = {
  'postgres.url': 'url: postgres://presage:${PGPASSWORD}@db.example:5432/shop',
  'redis.url': 'url: redis://cache.example:6379',
  'prometheus.url': 'url: http://prometheus.example:9090',
  postgres: 'postgres: [{ name: shop, url: "postgres://presage@db.example/shop" }]',
  redis: 'redis: [{ name: sessions, url: "redis://cache.example:6379" }]',
  prometheus: 'prometheus: [{ name: main, url: "http://prometheus.example:9090" }]',
  stream: 'stream: [{ name: shop-pages, redis: sessions, target_hit_ratio: 0.95 }]',
  http_log: 'http_log: { file: /var/log/nginx/access.log, format: combined }',
  file: 'file: /var/log/nginx/access.log',
  prices: 'prices: { gigabyte_month: 10, million_misses: 2, currency: EUR }',
  name: 'name: shop',
  host: 'host: db.example',
  port: 'port: 5432',
  user: 'user: presage',
  password: 'password_file: /run/secrets/password',
  database: 'database: shop',
  'redis.database': 'database: 0',
  databases: 'databases: [shop, billing]',
  nodes: 'nodes: ["10.0.0.1:6379", "10.0.0.2:6379"]',
  master_name: 'master_name: mymaster',
  tls: 'tls: { ca_file: ca.pem }',
  headers: 'headers: { X-Scope-OrgID: tenant-1 }',
  basic_auth: 'basic_auth: { username: presage, password_file: password }',
  interval: 'interval: 5m',
  timeout: 'timeout: 30s',
  step: 'step: 5m',
  history: 'history: 28d',
  horizon: 'horizon: 7d',
  season: 'season: 1d',
  seasons: 'seasons: [1d, 7d]',
  unused_after: 'unused_after: 14d',
  cache: 'cache: 60s',
  'advisors.cache': 'cache: { interval: 30s }',
  level: 'level: 0.95',
  expr: 'expr: sum(rate(http_requests_total[5m]))',
  thresholds: 'thresholds: [{ name: full, value: 0.9, direction: above }]',
  capacity: 'capacity: [disk, memory, connections]',
  resource: 'resource: disk',
  rules: 'rules: [{ name: traffic, expr: "sum(rate(http_requests_total[5m]))" }]',
  targets: 'targets: { postgres: [{ name: shop, url: "postgres://presage@db.example/shop" }] }',
  'cache.targets': 'targets: [sessions]',
  'indexes.targets': 'targets: [shop]',
  'queries.targets': 'targets: [shop]',
  'tables.targets': 'targets: [shop]',
  'connections.targets': 'targets: [shop]',
  enabled: 'enabled: true',
};

/** A line that would be right at `path`, undefined where none is known. Positions in lists do not count. */
export function exampleFor(path: Path): string | undefined {
  const keys = path.filter((part) => typeof part === 'string');
  for (let start = 0; start < keys.length; start++) {
    const example = EXAMPLES[keys.slice(start).join('.')];
    if (example) return example;
  }
  return undefined;
}
