import { formattedValueToString, type GrafanaTheme2 } from '@grafana/data';
import { type TimeZone } from '@grafana/schema';
import { type Change, type ChangeSort } from '../../data/changes';
import { translate } from '../../i18n';
import { columnDisplay } from '../display';

/** What a change did in numbers, e.g. `0.2 s → 1.7 s` and `+750%`; empty where it is not known. */
export function changeFacts(
  { frame, before, after, effect, confidence }: Change,
  theme: GrafanaTheme2,
  timeZone: TimeZone
) {
  const format = (name: string, value: number | undefined, unit: string) =>
    value === undefined ? '–' : formattedValueToString(columnDisplay(frame, name, { unit }, theme, timeZone)(value));
  return {
    levels:
      before === undefined && after === undefined
        ? ''
        : `${format('before', before, 'short')} → ${format('after', after, 'short')}`,
    effect: effect === undefined ? '' : `${effect > 0 ? '+' : ''}${format('effect', effect, 'percentunit')}`,
    confidence: confidence === undefined ? '' : format('confidence', confidence, 'percentunit'),
  };
}

/** Name of an order of changes in words. */
export function changeSortLabel(sort: ChangeSort): string {
  return {
    effect: translate('changes.sort-effect', 'Worst first'),
    newest: translate('changes.sort-newest', 'Newest'),
    confidence: translate('changes.sort-confidence', 'Confidence'),
  }[sort];
}

/** The range around a moment to look at it closely: an eighth of the present one on each side. */
export function rangeAround(time: number, range: { from: number; to: number }): { from: number; to: number } {
  const reach = Math.max((range.to - range.from) / 8, 60_000);
  return { from: Math.round(time - reach), to: Math.round(time + reach) };
}
