import { stringify } from 'yaml';
import type { Alert, AlertGroup, AlertRule } from './alert.js';
import { annotations } from './prometheus.js';

const HEADER = [
  '# Written by `npm run generate -w dashboards`; the source is dashboards/src/alerts.',
  '# Opt-in: the rules of provisioning/prometheus/rules as Grafana-managed rules, for teams without Alertmanager.',
  '# Copy it to provisioning/grafana/alerting/; do not use both, each alert would come twice.',
  '# It sets no contact point and no notification policy: a provisioned policy would replace your whole tree.',
  '',
].join('\n');

/** File provisioning for Grafana-managed rules that read the data source with uid `prometheus`. */
export function grafanaRuleFile(groups: readonly AlertGroup[]): string {
  const document = {
    apiVersion: 1,
    groups: groups.map((group) => ({
      orgId: 1,
      name: group.name,
      folder: 'Presage',
      interval: '1m',
      rules: group.alerts.flatMap((alert) => alert.rules.map((rule) => grafanaRule(alert, rule))),
    })),
  };
  return HEADER + stringify(document, { lineWidth: 0, aliasDuplicateObjects: false });
}

function grafanaRule(alert: Alert, rule: AlertRule): object {
  return {
    uid: `${alert.name}-${rule.severity}`,
    title: `${alert.name} (${rule.severity})`,
    condition: 'C',
    data: [prometheusQuery(rule.expr), anyResult()],
    noDataState: 'OK',
    execErrState: 'Error',
    ...(rule.for && { for: rule.for }),
    ...(rule.keepFiringFor && { keepFiringFor: rule.keepFiringFor }),
    labels: { severity: rule.severity },
    annotations: Object.fromEntries(Object.entries(annotations(alert)).map(([name, text]) => [name, template(text)])),
  };
}

/**
 * `$value` of Grafana is a text, and `$values.A` an error where a rule has no data. Models and annotations of rules are taken as
 * they stand: no `$` is doubled in them.
 */
function template(text: string): string {
  return text.replaceAll('$value', '(index $values "A").Value');
}

function prometheusQuery(expr: string): object {
  return {
    refId: 'A',
    relativeTimeRange: { from: 600, to: 0 },
    datasourceUid: 'prometheus',
    model: { refId: 'A', expr, instant: true },
  };
}

/** The expression has already filtered: a series that is there is a reason to fire, whatever its value. */
function anyResult(): object {
  return {
    refId: 'C',
    datasourceUid: '__expr__',
    model: { refId: 'C', type: 'math', expression: 'is_number($A) || is_inf($A)' },
  };
}
