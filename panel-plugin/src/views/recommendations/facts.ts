import { formattedValueToString, dateTimeFormat, dateTimeFormatTimeAgo, type GrafanaTheme2 } from '@grafana/data';
import { type TimeZone } from '@grafana/schema';
import { type RecommendationRow } from '../../data/recommendations';
import { translate } from '../../i18n';
import { columnDisplay } from '../display';

/** One number of a recommendation in words. */
export interface Fact {
  kind: 'gain' | 'size' | 'confidence' | 'found';
  label: string;
  value: string;
}

/** Gain, cost, confidence and age as far as they are known, formatted by the options of their fields. */
export function recommendationFacts(row: RecommendationRow, theme: GrafanaTheme2, timeZone: TimeZone): Fact[] {
  const format = (name: string, defaults: { unit: string; decimals?: number }, value: number) =>
    formattedValueToString(columnDisplay(row.frame, name, defaults, theme, timeZone)(value));
  const facts: Fact[] = [];
  if (row.gainRatio !== undefined) {
    const value = format('gainRatio', { unit: 'percentunit' }, row.gainRatio);
    facts.push({ kind: 'gain', label: translate('facts.gain', 'Gain'), value });
  }
  if (row.sizeBytes !== undefined && row.sizeBytes !== 0) {
    const value = format('sizeBytes', { unit: 'bytes' }, Math.abs(row.sizeBytes));
    const label = row.sizeBytes > 0 ? translate('facts.needs', 'Needs') : translate('facts.frees', 'Frees');
    facts.push({ kind: 'size', label, value });
  }
  if (row.confidence !== undefined) {
    const value = format('confidence', { unit: 'percentunit', decimals: 0 }, row.confidence);
    facts.push({ kind: 'confidence', label: translate('facts.confidence', 'Confidence'), value });
  }
  const found = foundAgo(row, timeZone);
  if (found) {
    facts.push({ kind: 'found', label: translate('facts.found', 'Found'), value: found });
  }
  return facts;
}

/** What kind of change it is, in words; an action of a later exporter as it comes. */
export function actionLabel(action: string): string {
  const known: Record<string, string> = {
    create_index: translate('action.create-index', 'Create index'),
    drop_index: translate('action.drop-index', 'Drop index'),
    rebuild_index: translate('action.rebuild-index', 'Rebuild index'),
    change_setting: translate('action.change-setting', 'Change setting'),
    change_query: translate('action.change-query', 'Change query'),
    change_schema: translate('action.change-schema', 'Change schema'),
    run_maintenance: translate('action.run-maintenance', 'Maintain'),
    end_session: translate('action.end-session', 'End session'),
  };
  return Object.hasOwn(known, action) ? known[action] : action;
}

/** What the last run of the advisor says on it, in a sentence; empty when that is not known. */
export function stateWords({ state }: RecommendationRow): string {
  switch (state) {
    case 'confirmed':
      return translate('state.confirmed', 'The last run found it again.');
    case 'unconfirmed':
      return translate('state.unconfirmed', 'It stays open, though the last run could not look at its facts.');
    case 'contradicted':
      return translate(
        'state.contradicted',
        'The facts of the last run speak against it. If those of the next do, too, it is withdrawn.'
      );
    default:
      return '';
  }
}

/** The state in a word or two where it is news. */
export function stateLabel({ state }: RecommendationRow): string {
  const news: Partial<Record<NonNullable<typeof state>, string>> = {
    unconfirmed: translate('state.unconfirmed-label', 'Not confirmed'),
    contradicted: translate('state.contradicted-label', 'About to be withdrawn'),
  };
  return (state && news[state]) ?? '';
}

/** Since when it stands, e.g. `2 days ago`; empty when that is not known. */
export function foundAgo({ firstSeen }: RecommendationRow, timeZone: TimeZone): string {
  return firstSeen === undefined ? '' : dateTimeFormatTimeAgo(firstSeen, { timeZone });
}

/** Since when it stands, with the moment, e.g. `2025-11-19 08:00:00 (2 days ago)`; empty when that is not known. */
export function foundWords(row: RecommendationRow, timeZone: TimeZone): string {
  return row.firstSeen === undefined
    ? ''
    : translate('detail.found-at', '{{time}} ({{ago}})', {
        time: dateTimeFormat(row.firstSeen, { timeZone }),
        ago: foundAgo(row, timeZone),
      });
}
