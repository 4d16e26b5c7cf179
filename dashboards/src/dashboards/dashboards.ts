import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { exporter } from './exporter.js';
import { overview } from './overview.js';

/** Every dashboard that Presage ships. */
export function dashboards(): Dashboard[] {
  return [overview(), exporter()];
}
