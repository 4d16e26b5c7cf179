import { formattedValueToString, type GrafanaTheme2 } from '@grafana/data';
import { type TimeZone } from '@grafana/schema';
import { findField } from '../../data/columns';
import { type ScoreRow } from '../../data/scores';
import { columnDisplay } from '../display';

/** The value with its row's unit, and a colour where the options have thresholds or mappings that give one. */
export function formatScore(row: ScoreRow, theme: GrafanaTheme2, timeZone: TimeZone): { text: string; color?: string } {
  const config = findField(row.frame, 'value')?.config;
  if (row.value === undefined) {
    return { text: config?.noValue ?? '–' };
  }
  const shown = columnDisplay(row.frame, 'value', { unit: row.unit }, theme, timeZone)(row.value);
  const colored = (config?.thresholds?.steps.length ?? 0) > 1 || (config?.mappings?.length ?? 0) > 0;
  return { text: formattedValueToString(shown), color: colored ? shown.color : undefined };
}
