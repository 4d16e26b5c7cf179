import { adviceAlerts } from './advice.js';
import type { AlertGroup } from './alert.js';
import { anomalyAlerts } from './anomalies.js';
import { cacheIncidentAlerts } from './cache-incidents.js';
import { cacheAlerts } from './cache.js';
import { changeAlerts } from './changes.js';
import { exporterAlerts } from './exporter.js';
import { forecastAlerts } from './forecasts.js';
import { postgresAlerts } from './postgres.js';
import { sourceAlerts } from './sources.js';

/** Every alert that Presage ships, in the order of the rule file. */
export const ALERT_GROUPS: readonly AlertGroup[] = [
  exporterAlerts,
  sourceAlerts,
  forecastAlerts,
  anomalyAlerts,
  changeAlerts,
  cacheAlerts,
  cacheIncidentAlerts,
  postgresAlerts,
  adviceAlerts,
];
