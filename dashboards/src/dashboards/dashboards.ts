import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { exporter } from './exporter.js';
import { overview } from './overview.js';
import { postgres } from './postgres.js';

/** Every dashboard that Presage ships. */
export function dashboards(): Dashboard[] {
  return [overview(), postgres(), exporter()];
}
