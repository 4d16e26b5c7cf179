import { useMemo, useState } from 'react';
import type { RawTimeRange } from '@grafana/data';
import type { Query } from '../host/datasource';
import { InsightsPanel } from '../panels/InsightsPanel';
import { usePanelData } from '../panels/usePanelData';
import { readJson, type ViewProps } from './view-props';

/** The same query in panels of several sizes at once: `?query=` and `?sizes=[[width,height],…]`. */
export function SizesView({ panel, datasource, search }: ViewProps) {
  const [zoom, setZoom] = useState<RawTimeRange>();
  const queries = useMemo(() => [readJson<Query>(search, 'query', { refId: 'A', kind: 'forecast' })], [search]);
  const sizes = useMemo(() => readJson<Array<[number, number]>>(search, 'sizes', [[800, 400]]), [search]);
  const range = useMemo(() => zoom ?? { from: 'now-7d', to: 'now' }, [zoom]);
  const data = usePanelData({ datasource: datasource.instance, queries, range, tick: 0 });
  return (
    <main style={{ padding: 16, display: 'flex', flexWrap: 'wrap', gap: 16 }}>
      {sizes.map(([width, height]) => (
        <InsightsPanel
          key={`${width} ${height}`}
          plugin={panel}
          title={`${width} × ${height}`}
          data={data}
          width={width}
          height={height}
          zoomed={zoom !== undefined}
          onZoom={setZoom}
        />
      ))}
    </main>
  );
}
