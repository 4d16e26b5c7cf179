import { stringify } from 'yaml';
import { SETTINGS } from '../settings.js';
import type { Alert, AlertGroup } from './alert.js';

const HEADER = '# Written by `npm run generate -w dashboards`; the source is dashboards/src/alerts.\n';

/** Annotations of an alert; the link to the runbook follows from the name. */
export function annotations(alert: Alert): Record<string, string> {
  return {
    summary: alert.summary,
    description: alert.description,
    runbook_url: `${SETTINGS.runbookBase}${alert.name}.md`,
  };
}

/** A rule file for Prometheus 2.42 or later (`keep_firing_for`). */
export function ruleFile(groups: readonly AlertGroup[]): string {
  return yaml({
    groups: groups.map((group) => ({
      name: group.name,
      rules: group.alerts.flatMap((alert) =>
        alert.rules.map((rule) => ({
          alert: alert.name,
          expr: rule.expr,
          ...(rule.for && { for: rule.for }),
          ...(rule.keepFiringFor && { keep_firing_for: rule.keepFiringFor }),
          labels: { severity: rule.severity },
          annotations: annotations(alert),
        })),
      ),
    })),
  });
}

/** The cases of every alert for `promtool test rules`; a quiet instant expects no alert at all. */
export function ruleTestFile(groups: readonly AlertGroup[], ruleFilePath: string): string {
  return yaml({
    rule_files: [ruleFilePath],
    evaluation_interval: '1m',
    tests: groups.flatMap((group) => group.alerts.flatMap(alertTests)),
  });
}

function alertTests(alert: Alert): object[] {
  return alert.cases.map((testCase) => {
    const instants = new Set([...testCase.fires.map((firing) => firing.at), ...testCase.quiet]);
    return {
      interval: '1m',
      input_series: Object.entries(testCase.series).map(([series, values]) => ({ series, values })),
      alert_rule_test: [...instants].map((instant) => ({
        eval_time: instant,
        alertname: alert.name,
        exp_alerts: testCase.fires
          .filter((firing) => firing.at === instant)
          .map((firing) => ({
            exp_labels: { severity: firing.severity, ...firing.labels },
            exp_annotations: { ...annotations(alert), description: firing.description },
          })),
      })),
    };
  });
}

function yaml(document: object): string {
  return HEADER + stringify(document, { lineWidth: 0, aliasDuplicateObjects: false });
}
