import { dateTime, getPanelOptionsWithDefaults, LoadingState, type PanelData, toDataFrame } from '@grafana/data';
import { useEffect, useMemo, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { PanelBody } from '../panels/InsightsPanel';
import { useFieldOptions } from '../panels/usePanelData';
import type { ViewProps } from './view-props';

const WIDTH = 1_200;
const HEIGHT = 500;

/** Many long forecasts, drawn by the panel or by uPlot alone once their button is clicked: what `bench/panel` measures. */
export function BenchView({ panel, search }: ViewProps) {
  const series = Number(search.get('series') ?? 20);
  const points = Number(search.get('points') ?? 5_000);
  // what Grafana does before any panel sees the answer is done before the click
  const { options, fieldConfig } = useMemo(
    () =>
      getPanelOptionsWithDefaults({
        plugin: panel,
        currentOptions: {},
        currentFieldConfig: { defaults: {}, overrides: [] },
        isAfterPluginChange: false,
      }),
    [panel],
  );
  const answer = useMemo(() => forecasts(series, points), [series, points]);
  const data = useFieldOptions(answer, panel, fieldConfig);
  const [drawn, setDrawn] = useState<'panel' | 'plain'>();
  return (
    <main>
      <button onClick={() => setDrawn('panel')}>Panel</button>
      <button onClick={() => setDrawn('plain')}>Plain</button>
      {drawn === 'panel' && (
        <PanelBody
          {...{ plugin: panel, data, options, fieldConfig }}
          title="Forecasts"
          width={WIDTH}
          height={HEIGHT}
          onZoom={() => undefined}
        />
      )}
      {drawn === 'plain' && <Plain data={data} />}
    </main>
  );
}

/** Numbers of a series: measured, predicted, and the bounds of three intervals. */
const COLUMNS = 8;

/** The same columns as lines and bands with uPlot's defaults, as a time series panel would hand them to it. */
function Plain({ data }: { data: PanelData }) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const columns = data.series.flatMap(({ fields }) => fields.slice(1).map(({ values }) => values as number[]));
    const line = (index: number): uPlot.Series => ({ stroke: `hsl(${index * 18} 70% 50%)`, width: 1 });
    const options: uPlot.Options = {
      width: WIDTH,
      height: HEIGHT,
      ms: 1,
      series: [{}, ...columns.map((_, index) => line(Math.floor(index / COLUMNS)))],
      bands: data.series.flatMap((_, index) =>
        [4, 6, 8].map((upper) => ({
          series: [index * COLUMNS + upper, index * COLUMNS + upper - 1] as [number, number],
          fill: 'rgba(90, 120, 200, 0.2)',
        })),
      ),
    };
    const plot = new uPlot(options, [data.series[0]!.fields[0]!.values, ...columns], element.current!);
    return () => plot.destroy();
  }, [data]);
  return <div ref={element} />;
}

function forecasts(series: number, points: number): PanelData {
  const now = Date.now();
  const history = Math.floor(points * 0.8);
  const times = Array.from({ length: points }, (_, index) => now + (index - history) * 60_000);
  const column = (value: (index: number) => number, from: number, to: number) =>
    times.map((_, index) => (index >= from && index < to ? value(index) : null));
  const frames = Array.from({ length: series }, (_, one) => {
    const level = (index: number) => one * 10 + 8 * Math.sin(index / 200 + one) + Math.sin(index * 12.9898 + one);
    const reach = (index: number) => 1 + (index - history) / 300;
    const values: Array<[string, Array<number | null>]> = [
      ['actual', column(level, 0, history)],
      ['predicted', column(level, history, points)],
      ['lower', column((index) => level(index) - reach(index), history, points)],
      ['upper', column((index) => level(index) + reach(index), history, points)],
      ['lower80', column((index) => level(index) - 0.7 * reach(index), history, points)],
      ['upper80', column((index) => level(index) + 0.7 * reach(index), history, points)],
      ['lower50', column((index) => level(index) - 0.4 * reach(index), history, points)],
      ['upper50', column((index) => level(index) + 0.4 * reach(index), history, points)],
    ];
    return toDataFrame({
      meta: { custom: { presage: 1, kind: 'forecast', name: 'requests', expr: 'requests', now, thresholds: [] } },
      fields: [
        { name: 'time', type: 'time', values: times },
        ...values.map(([name, cells]) => ({ name, type: 'number', values: cells, labels: { instance: `app-${one}` } })),
      ],
    });
  });
  const range = { from: dateTime(times[0]), to: dateTime(now) };
  return { state: LoadingState.Done, series: frames, timeRange: { ...range, raw: { from: range.from, to: 'now' } } };
}
