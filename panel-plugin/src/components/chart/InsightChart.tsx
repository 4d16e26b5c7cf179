import { css } from '@emotion/css';
import { type AbsoluteTimeRange, dateTimeFormat, type GrafanaTheme2, type TimeRange } from '@grafana/data';
import { TooltipDisplayMode, type TimeZone } from '@grafana/schema';
import { Button, useStyles2, VizLayout } from '@grafana/ui';
import React, { useEffect, useMemo, useState } from 'react';
import { nearestIndex } from '../../data/banded-series';
import { regionsAt } from '../../data/regions';
import { translate } from '../../i18n';
import { type ChartOptions } from '../../options';
import { type Cursor } from './Canvas';
import { Legend } from './Legend';
import { type ChartModel, type ChartSeries } from './model';
import { Plot } from './Plot';
import { Tooltip } from './Tooltip';
import { useWindow } from './useWindow';
import { type Hidden, toggleSeries } from './visibility';
import { spokenOnly } from '../spoken-only';

interface Props {
  model: ChartModel;
  summary: string;
  options: ChartOptions;
  width: number;
  height: number;
  timeZone: TimeZone;
  /** What the dashboard asked for. */
  timeRange: TimeRange;
  onChangeTimeRange(range: AbsoluteTimeRange): void;
}

/** Below this a legend leaves no room for the curve. */
const LEGEND_MIN_HEIGHT = 120;
/** A legend is measured in the first frame; without one that can be measured the plot is drawn after this. */
const LEGEND_PATIENCE_MS = 200;

/** Plot, legend and tooltip of banded series. Which series are hidden is kept here: it is no property of the dashboard. */
export function InsightChart({
  model,
  summary,
  options,
  width,
  height,
  timeZone,
  timeRange,
  onChangeTimeRange,
}: Props) {
  const styles = useStyles2(getStyles);
  const [hidden, setHidden] = useState<Hidden>(new Set());
  const [cursor, setCursor] = useState<Cursor>();
  const [pinned, setPinned] = useState<Cursor>();
  const { window, ...navigation } = useWindow({ whole: model.range, timeRange, now: model.now, onChangeTimeRange });
  const { from, to } = window ?? model.range;
  const visible = useMemo(
    () => ({ ...model, range: { from, to }, series: model.series.filter(({ key }) => !hidden.has(key)) }),
    [model, from, to, hidden]
  );
  useEscape(pinned !== undefined, () => setPinned(undefined));

  const settled = useSettled();
  const { legend, tooltip } = options;
  const shown = tooltip.mode === TooltipDisplayMode.None ? undefined : (pinned ?? cursor);
  const keys = model.series.map(({ key }) => key);
  const legendElement = legend.showLegend && height >= LEGEND_MIN_HEIGHT && (
    <VizLayout.Legend placement={legend.placement} maxHeight="35%" maxWidth="40%">
      <Legend
        series={model.series}
        hidden={hidden}
        displayMode={legend.displayMode}
        placement={legend.placement}
        onToggle={(key, single) => setHidden(toggleSeries(hidden, key, keys, single))}
      />
    </VizLayout.Legend>
  );

  return (
    <VizLayout width={width} height={height} legend={legendElement || null}>
      {(plotWidth: number, plotHeight: number) => (
        <div className={styles.plot}>
          {(settled || !legendElement || plotWidth < width || plotHeight < height) && (
            <Plot
              model={visible}
              summary={summary}
              width={plotWidth}
              height={plotHeight}
              timeZone={timeZone}
              navigation={navigation}
              onCursor={setCursor}
              onClick={(clicked) => setPinned(pinned ? undefined : clicked)}
            />
          )}
          {window && (
            <Button
              size="sm"
              variant="secondary"
              icon="search-minus"
              className={styles.reset}
              onClick={navigation.onReset}
            >
              {translate('chart.reset', 'Reset zoom')}
            </Button>
          )}
          <span role="status" className={spokenOnly}>
            {window &&
              translate('chart.shown', '{{from}} to {{to}}', {
                from: dateTimeFormat(from, { timeZone }),
                to: dateTimeFormat(to, { timeZone }),
              })}
          </span>
          {shown && (
            <Tooltip
              time={shown.at}
              position={shown}
              series={tooltip.mode === TooltipDisplayMode.Multi ? visible.series : nearestSeries(visible.series, shown)}
              regions={regionsAt(visible.regions, shown.at, (to - from) / 200)}
              timeZone={timeZone}
              pinned={pinned !== undefined}
              onClose={() => setPinned(undefined)}
            />
          )}
        </div>
      )}
    </VizLayout>
  );
}

/** The one series whose value is nearest to the pointer. */
export function nearestSeries(series: ChartSeries[], cursor: Cursor): ChartSeries[] {
  const distances = series.flatMap((one) => {
    const index = nearestIndex(one.data.times, cursor.at);
    const value = one.data.actual[index] ?? one.data.expected[index];
    return index < 0 || value === null ? [] : [{ one, distance: cursor.distance(value, one.scale) }];
  });
  distances.sort((a, b) => a.distance - b.distance);
  return distances.slice(0, 1).map(({ one }) => one);
}

/** Whether the legend has had the time to be measured: until then a plot would be drawn only to be drawn again. */
function useSettled(): boolean {
  const [settled, setSettled] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(true), LEGEND_PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return settled;
}

function useEscape(active: boolean, onEscape: () => void) {
  useEffect(() => {
    if (!active) {
      return;
    }
    const listen = (event: KeyboardEvent) => event.key === 'Escape' && onEscape();
    document.addEventListener('keydown', listen);
    return () => document.removeEventListener('keydown', listen);
  }, [active, onEscape]);
}

const getStyles = (theme: GrafanaTheme2) => ({
  // the space for the legend is measured after the first drawing
  plot: css({ position: 'relative', overflow: 'hidden' }),
  reset: css({ position: 'absolute', top: theme.spacing(0.5), right: theme.spacing(3) }),
});
