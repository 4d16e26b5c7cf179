import { createTheme, dateTime, type TimeRange } from '@grafana/data';
import { type ChartSeries } from '../components/chart/model';
import { readForecasts } from '../data/forecast';
import { DEFAULT_OPTIONS } from '../options';
import { forecastChartSeries } from '../views/forecast/chart-series';
import { DAY, forecastFrame, NOW } from './frames';

export const theme = createTheme();

/** The last day up to NOW, as a dashboard with `now-1d to now` hands it over. */
export function lastDay(rawTo = 'now'): TimeRange {
  return { from: dateTime(NOW - DAY), to: dateTime(NOW), raw: { from: 'now-1d', to: rawTo } };
}

/** Chart series of the given forecast frames with all options on. */
export function chartSeries(...frames: Array<ReturnType<typeof forecastFrame>>): ChartSeries[] {
  const given = frames.length > 0 ? frames : [forecastFrame()];
  return forecastChartSeries(readForecasts(given), [], DEFAULT_OPTIONS, theme, 'utc');
}
