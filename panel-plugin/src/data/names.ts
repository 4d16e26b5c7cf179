import { type DataFrame, type Field, formatLabels, getFieldDisplayName, type Labels } from '@grafana/data';
import { insightMeta } from './insight';
import { textOf } from './meta-values';

export interface NamedField {
  frame: DataFrame;
  field: Field;
}

/**
 * One name a series: the display name that the user gave, else the name of the insight with the labels that tell the series
 * apart (all labels, as the data source names the field, would fill the legend). Equal names get a number, because the legend switches series by name.
 */
export function seriesNames(series: NamedField[], frames: DataFrame[]): string[] {
  const telling = tellingLabels(series.map(({ field }) => field.labels ?? {}));
  const names = series.map(({ frame, field }) => {
    const base = textOf(insightMeta(frame)?.name);
    if (field.config.displayName || base === '') {
      return getFieldDisplayName(field, frame, frames);
    }
    const labels = pick(field.labels ?? {}, telling);
    return Object.keys(labels).length > 0 ? `${base} ${formatLabels(labels)}` : base;
  });
  return names.map((name, index) => {
    const before = names.slice(0, index).filter((other) => other === name).length;
    return before > 0 ? `${name} ${before + 1}` : name;
  });
}

function tellingLabels(all: Labels[]): string[] {
  const keys = [...new Set(all.flatMap((labels) => Object.keys(labels)))];
  return keys.filter((key) => new Set(all.map((labels) => labels[key])).size > 1);
}

function pick(labels: Labels, keys: string[]): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([key]) => keys.includes(key)));
}
