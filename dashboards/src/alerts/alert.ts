/** One alert: its rules (one a severity), what it says, and the cases that prove it. */
export interface Alert {
  /** CamelCase with the first part that all share. */
  name: `Presage${string}`;
  /** One constant sentence: it groups notifications, so nothing of a single series enters. */
  summary: string;
  /** Template over `$labels` and `$value`. */
  description: string;
  rules: AlertRule[];
  cases: AlertCase[];
}

export type Severity = 'critical' | 'warning' | 'info';

export interface AlertRule {
  severity: Severity;
  expr: string;
  /** How long the expression must hold. */
  for?: string;
  /** How long the alert stays after the expression ended, so that it does not flap. */
  keepFiringFor?: string;
}

export interface AlertGroup {
  name: string;
  /** What the alerts of the group have in common, for the page. */
  about: string;
  alerts: Alert[];
}

/** A history of series and what the alert must do on it. */
export interface AlertCase {
  /** One sample a minute, in promtool's notation, keyed by series. */
  series: Record<string, string>;
  fires: Firing[];
  /** Instants at which the alert must not fire. */
  quiet: string[];
}

export interface Firing {
  at: string;
  severity: Severity;
  /** Labels besides `alertname` and `severity`. */
  labels: Record<string, string>;
  description: string;
}

/** Labels that the scrape adds in the cases. */
export const SCRAPED = { job: 'presage', instance: 'exporter:10978' } as const;

/** Text of a series with the given labels and those of the scrape. */
export function scraped(name: string, labels: Record<string, string> = {}): string {
  const all = Object.entries({ ...labels, ...SCRAPED }).map(([label, value]) => `${label}="${value}"`);
  return `${name}{${all.join(', ')}}`;
}
