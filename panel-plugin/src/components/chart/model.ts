import {
  type DisplayProcessor,
  formattedValueToString,
  getDisplayProcessor,
  getFieldSeriesColor,
  type GrafanaTheme2,
} from '@grafana/data';
import { type TimeZone } from '@grafana/schema';
import { type BandedSeries } from '../../data/banded-series';
import { type Cell } from '../../data/columns';
import { type Crossing } from '../../data/crossing';
import { type Region } from '../../data/regions';

/** A horizontal line and, where a curve reaches it, the moment and its interval. */
export interface ThresholdLine {
  label: string;
  value: number;
  color: string;
  crossing?: Crossing;
}

/** The edges of an interval, one cell a point of the series. */
export interface Band {
  lower: Cell[];
  upper: Cell[];
}

/** One line of the tooltip below the value. */
export interface Detail {
  label: string;
  value: string;
  /** About the model rather than the point; left out where many series share the tooltip. */
  background?: boolean;
  /** Only for who looks closer: shown in the tooltip that a click keeps open. */
  closer?: boolean;
}

/** A banded series as the chart draws it. */
export interface ChartSeries {
  key: string;
  name: string;
  color: string;
  /** Series of one unit share a scale and an axis. */
  scale: string;
  display: DisplayProcessor;
  /** What was read; the tooltip tells from it. */
  data: BandedSeries;
  /** What is drawn: columns with seams; no bands where they are switched off, else the widest first. */
  drawn: Pick<BandedSeries, 'times' | 'actual' | 'expected'> & { bands: Band[] };
  thresholds: ThresholdLine[];
  /** Indices of the points that get a mark. */
  marks: number[];
  details(index: number): Detail[];
  /** Columns of the legend table. */
  legendValues: Array<{ title: string; value: number | undefined }>;
}

/** Everything that one drawing needs besides theme and size. */
export interface ChartModel {
  series: ChartSeries[];
  range: { from: number; to: number };
  regions: Region[];
  /** Where to draw the vertical line that parts history from future. */
  now?: number;
  /** From where on to shade the background. */
  shadedFrom?: number;
}

/** Value with unit and decimals of the field's options, or what those say of no value. */
export function formatValue(display: DisplayProcessor, value: Cell | undefined): string {
  return value === null || value === undefined ? display(null).text || '–' : formattedValueToString(display(value));
}

/** Colour, scale and formatting of a series from the standard field options; `index` chooses the palette colour. */
export function seriesLook(series: BandedSeries, index: number, theme: GrafanaTheme2, timeZone: TimeZone) {
  const field = { ...series.field, state: { ...series.field.state, seriesIndex: index } };
  return {
    key: series.key,
    name: series.name,
    color: getFieldSeriesColor(field, theme).color,
    scale: `unit:${series.field.config.unit ?? ''}`,
    display: getDisplayProcessor({ field, theme, timeZone }),
    data: series,
  };
}
