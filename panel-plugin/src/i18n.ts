import { t } from '@grafana/i18n';

/**
 * Translates with values put in as they are. React escapes what it prints, so i18next must not escape a second time:
 * a unit such as `MB/s` would read `MB&#x2F;s`.
 */
export function translate(id: string, message: string, values: Record<string, string | number> = {}): string {
  return t(id, message, { ...values, interpolation: { escapeValue: false } });
}
