import { format, resolveConfig } from 'prettier';
import { grafanaRuleFile } from './alerts/grafana.js';
import { ALERT_GROUPS } from './alerts/groups.js';
import { alertsPage } from './alerts/page.js';
import { ruleFile, ruleTestFile } from './alerts/prometheus.js';
import { dashboards } from './dashboards/dashboards.js';

/** The top of the repository. */
export const ROOT = new URL('../../', import.meta.url);

/** Every generated file: path from the top of the repository, and its text. */
export async function artifacts(): Promise<Record<string, string>> {
  const prose: Record<string, string> = {
    'provisioning/prometheus/rules/presage.yml': ruleFile(ALERT_GROUPS),
    'provisioning/prometheus/tests/presage.yml': ruleTestFile(ALERT_GROUPS, '../rules/presage.yml'),
    'provisioning/examples/grafana-alerting.yaml': grafanaRuleFile(ALERT_GROUPS),
    'docs/alerts.md': alertsPage(ALERT_GROUPS),
  };
  const files: Record<string, string> = {};
  for (const dashboard of dashboards()) {
    files[`dashboards/${dashboard.uid}.json`] = `${JSON.stringify(dashboard, null, 2)}\n`;
  }
  for (const [path, text] of Object.entries(prose)) files[path] = await pretty(path, text);
  return files;
}

async function pretty(path: string, text: string): Promise<string> {
  const filepath = new URL(path, ROOT).pathname;
  return format(text, { ...(await resolveConfig(filepath)), filepath });
}
