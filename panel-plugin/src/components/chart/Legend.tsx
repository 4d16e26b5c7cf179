import { type DisplayProcessor, type DisplayValue } from '@grafana/data';
import { LegendDisplayMode } from '@grafana/schema';
import {
  type LegendPlacement,
  PanelContextProvider,
  usePanelContext,
  VizLegend,
  type VizLegendItem,
} from '@grafana/ui';
import React, { useMemo, useState } from 'react';
import { formatValue } from './model';
import { type Hidden } from './visibility';

/** What the legend shows of a curve. */
export interface LegendEntry {
  key: string;
  name: string;
  color: string;
  display: DisplayProcessor;
  /** Columns of the legend table. */
  legendValues: Array<{ title: string; value: number | undefined }>;
}

/** Longer names leave no room for others; the tooltip has them in full. */
const LONGEST = 100;

interface Props {
  series: LegendEntry[];
  hidden: Hidden;
  displayMode: LegendDisplayMode;
  placement: LegendPlacement;
  onToggle(key: string, single: boolean): void;
}

/** Grafana's legend. A click shows one series alone, with Ctrl, Cmd or Shift it switches one. */
export function Legend({ series, hidden, displayMode, placement, onToggle }: Props) {
  const context = usePanelContext();
  // the dashboard would write overrides by field name, but one of our series spans several fields
  const local = useMemo(
    () => ({ ...context, onToggleSeriesVisibility: undefined, onSeriesColorChange: undefined }),
    [context]
  );
  const [sort, setSort] = useState<{ by: string; descending: boolean }>();
  return (
    <PanelContextProvider value={local}>
      <VizLegend
        items={series.map((one) => legendItem(one, hidden, displayMode === LegendDisplayMode.Table))}
        displayMode={displayMode}
        placement={placement}
        isSortable={true}
        sortBy={sort?.by}
        sortDesc={sort?.descending}
        onToggleSort={(by) => setSort({ by, descending: sort?.by !== by || !sort.descending })}
        onLabelClick={(item, event) => onToggle(String(item.data), event.ctrlKey || event.metaKey || event.shiftKey)}
      />
    </PanelContextProvider>
  );
}

function legendItem(series: LegendEntry, hidden: Hidden, withValues: boolean): VizLegendItem<string> {
  return {
    label: shortened(series.name),
    color: series.color,
    yAxis: 1,
    disabled: hidden.has(series.key),
    data: series.key,
    getItemKey: () => series.key,
    getDisplayValues: () =>
      (withValues ? series.legendValues : []).map(
        ({ title, value }): DisplayValue =>
          value === undefined
            ? { title, text: formatValue(series.display, value), numeric: NaN }
            : { ...series.display(value), title }
      ),
  };
}

/** Cut in the middle: names of series tend to differ at both ends. */
export function shortened(name: string): string {
  return name.length <= LONGEST ? name : `${name.slice(0, LONGEST / 2)}…${name.slice(1 - LONGEST / 2)}`;
}
