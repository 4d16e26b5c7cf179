import {
  type DataFrame,
  type DisplayProcessor,
  type Field,
  type FieldConfig,
  FieldType,
  getDisplayProcessor,
  type GrafanaTheme2,
  type LinkModel,
} from '@grafana/data';
import { type TimeZone } from '@grafana/schema';
import { findField } from '../data/columns';

/** Formatting of a column by its field's options; the defaults are used where those say nothing. */
export function columnDisplay(
  frame: DataFrame,
  name: string,
  defaults: { unit: string; decimals?: number },
  theme: GrafanaTheme2,
  timeZone: TimeZone
): DisplayProcessor {
  const found = findField(frame, name);
  const field = {
    type: found?.type ?? FieldType.number,
    config: { ...defaults, ...definedOnly(found?.config) },
  };
  return getDisplayProcessor({ field, theme, timeZone });
}

/** Without keys that are there but hold nothing: Grafana writes `unit: undefined` where an option was cleared. */
function definedOnly(config: FieldConfig = {}): FieldConfig {
  return Object.fromEntries(Object.entries(config).filter(([, value]) => value !== undefined && value !== ''));
}

/** Data links of a row, of all its fields, each once. */
export function rowLinks(frame: DataFrame, row: number): LinkModel[] {
  const links = frame.fields.flatMap((field: Field) => field.getLinks?.({ valueRowIndex: row }) ?? []);
  return links.filter(
    (link, index) => links.findIndex(({ href, title }) => href === link.href && title === link.title) === index
  );
}
