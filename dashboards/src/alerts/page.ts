import { SETTINGS } from '../settings.js';
import type { AlertGroup } from './alert.js';

const INTRODUCTION = `# Alerts

Written by \`npm run generate -w dashboards\`; the source is \`dashboards/src/alerts\`.

The rules are in \`provisioning/prometheus/rules/presage.yml\`; Prometheus loads them as they are (2.42 or later). Every alert has the labels \`alertname\` and
\`severity\` (\`critical\`: act now, \`warning\`: act today, \`info\`: act when there is time), the annotations \`summary\`, \`description\` and \`runbook_url\`, and a test
in \`provisioning/prometheus/tests/presage.yml\` with instants at which it must fire and at which it must not.

To change a threshold, edit \`LIMITS\` in \`dashboards/src/settings.ts\`, the \`job\` or the place of the runbooks \`SETTINGS\` beside it, and generate again.
The scrape job is expected to be named \`${SETTINGS.job}\` and to set \`honor_labels: true\`: forecasts and anomalies carry the labels of the series that they are about.

Routing by severity, grouping and inhibition for Alertmanager are in \`provisioning/alertmanager/alertmanager.yml\`, with webhooks;
\`provisioning/examples/alertmanager.yml\` adds PagerDuty, Slack, mail, a dead man's switch and hours in which advice waits.
\`provisioning/examples/grafana-alerting.yaml\` has the same rules for Grafana's own alerting, for teams without Alertmanager.
`;

/** The page docs/alerts.md: one table a group. */
export function alertsPage(groups: readonly AlertGroup[]): string {
  return [INTRODUCTION, ...groups.map(section)].join('\n');
}

function section(group: AlertGroup): string {
  const rows = group.alerts.flatMap((alert) =>
    alert.rules.map((rule) => [
      `[${alert.name}](runbooks/${alert.name}.md)`,
      rule.severity,
      alert.summary,
      `\`${rule.expr.replaceAll('|', '\\|')}\``,
      rule.for ?? '',
      rule.keepFiringFor ?? '',
    ]),
  );
  const head = ['Alert', 'Severity', 'Meaning', 'Expression', 'For', 'Keeps firing for'];
  const lines = [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  return `## ${group.name}\n\n${group.about}\n\n${lines.join('\n')}\n`;
}
