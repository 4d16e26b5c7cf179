import { type DataFrame, FieldType, type Labels } from '@grafana/data';

/** Columns of tables that filters treat like labels. */
const COLUMNS = ['target', 'advisor'];
/** Of the names and of the values of one name that are offered. */
const MOST = 1_000;

/** The labels of a series, those of each row of a table, or undefined where a frame has none to go by. */
export function readLabels(frame: DataFrame): Labels | Labels[] | undefined {
  // the edges of a cause ranking name rows by their number
  if (frame.meta?.custom?.kind === 'cause' || frame.meta?.dataTopic === 'annotations') {
    return undefined;
  }
  const column = (name: string) => frame.fields.find((field) => field.name === name)?.values;
  const json = column('labels');
  if (json) {
    return Array.from({ length: frame.length }, (_, row) => ({
      ...Object.fromEntries(
        COLUMNS.flatMap((name) => (column(name)?.[row] ? [[name, String(column(name)?.[row])]] : [])),
      ),
      ...parse(json[row]),
    }));
  }
  const series = frame.fields.filter(({ type }) => type === FieldType.number);
  const curve = frame.meta?.custom?.kind === 'curve';
  return series.length === 0 || curve ? undefined : (series[0].labels ?? {});
}

/** Names and values of the labels that answers had, to be offered when somebody adds a filter. */
export class LabelMemory {
  private readonly values = new Map<string, Set<string>>();

  remember(frames: DataFrame[]): void {
    for (const frame of frames) {
      for (const labels of [readLabels(frame) ?? []].flat()) {
        Object.entries(labels).forEach(([name, value]) => this.add(name, value));
      }
    }
  }

  get names(): string[] {
    return [...this.values.keys()].sort();
  }

  valuesOf(name: string): string[] {
    return [...(this.values.get(name) ?? [])].sort();
  }

  private add(name: string, value: string): void {
    const known = this.values.get(name);
    if (known && known.size < MOST) {
      known.add(value);
    } else if (!known && this.values.size < MOST) {
      this.values.set(name, new Set([value]));
    }
  }
}

function parse(cell: unknown): Labels {
  try {
    const value: unknown = JSON.parse(String(cell));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).map(([name, label]) => [name, String(label)]))
      : {};
  } catch {
    return {};
  }
}
