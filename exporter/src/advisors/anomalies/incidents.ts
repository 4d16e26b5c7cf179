import { groupAlarms, type Incident, type LastingAlarm } from '../../analysis/anomaly/incidents.js';
import type { RuleFindings } from './analyse.js';
import type { SeriesFindings } from './score.js';

/** Marks of the series with an alarm that most series have tell nothing. */
const COMMON_SHARE = 0.5;

/** Groups the alarms of now. Series are known by their rule and their labels. */
export function incidentsOf(rules: readonly RuleFindings[], previous: readonly Incident[]): Incident[] {
  const alarms = rules.flatMap(({ rule, series }) =>
    series
      .filter(({ last }) => last?.active)
      .map((one): [string, SeriesFindings] => [memberKey(rule.name, one.key), one]),
  );
  if (alarms.length === 0) return [];
  const marked = new Set(alarms.flatMap(([, { labels }]) => marksOf(labels)));
  const counts = new Map<string, number>();
  const all = rules.flatMap(({ series }) => series);
  for (const { labels } of all) {
    for (const mark of marksOf(labels)) if (marked.has(mark)) counts.set(mark, (counts.get(mark) ?? 0) + 1);
  }
  const tells = (mark: string) => counts.get(mark)! <= Math.max(1, COMMON_SHARE * all.length);
  return groupAlarms(
    alarms.map(([key, { labels, alarm }]): LastingAlarm => {
      return { key, start: alarm.startedAt, marks: marksOf(labels).filter(tells) };
    }),
    previous,
    minuteOf,
  );
}

/** `2026-01-31T09:30Z`. */
function minuteOf(start: number): string {
  return `${new Date(start * 1000).toISOString().slice(0, 16)}Z`;
}

export function memberKey(rule: string, series: string): string {
  return `${rule}\n${series}`;
}

function marksOf(labels: Record<string, string>): string[] {
  return Object.entries(labels).map(([name, value]) => `${name}=${value}`);
}
