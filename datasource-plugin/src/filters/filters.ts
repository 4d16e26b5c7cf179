import type { AdHocVariableFilter, DataFrame, Labels } from '@grafana/data';
import { readLabels } from './labels';

type Test = (value: string, wanted: string[]) => boolean;

/** Grafana's operators over texts; a regular expression must match the whole text, as in Prometheus. */
const OPERATORS: Record<string, Test> = {
  '=': (value, [wanted]) => value === wanted,
  '!=': (value, [wanted]) => value !== wanted,
  '=~': (value, [wanted]) => pattern(wanted).test(value),
  '!~': (value, [wanted]) => !pattern(wanted).test(value),
  '=|': (value, wanted) => wanted.includes(value),
  '!=|': (value, wanted) => !wanted.includes(value),
};

/**
 * Frames of series and rows of tables whose labels pass every filter; a label that is missing is the empty text.
 * What has no labels at all, such as annotations, stays. Throws an Error for a wrong operator or pattern.
 */
export function filterFrames(frames: DataFrame[], filters: AdHocVariableFilter[] = []): DataFrame[] {
  if (filters.length === 0) {
    return frames;
  }
  const passes = (labels: Labels) => filters.every((filter) => matches(labels[filter.key] ?? '', filter));
  return frames.flatMap((frame) => {
    const labels = readLabels(frame);
    if (labels === undefined) {
      return [frame];
    }
    if (!Array.isArray(labels)) {
      return passes(labels) ? [frame] : [];
    }
    const rows = labels.flatMap((row, index) => (passes(row) ? [index] : []));
    return [withRows(frame, rows)];
  });
}

function matches(value: string, filter: AdHocVariableFilter): boolean {
  const test = OPERATORS[filter.operator];
  if (!test) {
    throw new Error(`A filter can use ${Object.keys(OPERATORS).join(', ')}, not “${filter.operator}”.`);
  }
  return test(value, filter.values ?? [filter.value]);
}

function pattern(text: string): RegExp {
  try {
    return new RegExp(`^(?:${text})$`, 's');
  } catch {
    throw new Error(`The filter “${text}” is no regular expression.`);
  }
}

function withRows(frame: DataFrame, rows: number[]): DataFrame {
  const fields = frame.fields.map((field) => ({ ...field, values: rows.map((row) => field.values[row]) }));
  return { ...frame, fields, length: rows.length };
}
