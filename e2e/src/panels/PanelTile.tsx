import type { PanelPlugin, RawTimeRange } from '@grafana/data';
import { useMemo, useState } from 'react';
import type { DataSource } from '../host/datasource';
import type { PanelDefinition } from './definition';
import { InsightsPanel } from './InsightsPanel';
import { usePanelData } from './usePanelData';
import { useWidth } from './useWidth';

const DEFAULT_HEIGHT = 320;
const DEFAULT_COLUMNS = 12;

interface Props {
  definition: PanelDefinition;
  plugin: PanelPlugin;
  datasource: DataSource;
  tick: number;
}

/** One panel of the grid, which asks for its own data. */
export function PanelTile({ definition, plugin, datasource, tick }: Props) {
  const { title, description, queries, options, fieldDefaults, from = 'now-7d', to = 'now' } = definition;
  const { columns = DEFAULT_COLUMNS, height = DEFAULT_HEIGHT } = definition;
  const [zoom, setZoom] = useState<RawTimeRange>();
  const range = useMemo(() => zoom ?? { from, to }, [zoom, from, to]);
  const data = usePanelData({ datasource, queries, range, tick });
  const { element, width } = useWidth();
  return (
    <div ref={element} style={{ gridColumn: `span ${columns}`, minWidth: 0, height }}>
      {width > 0 && (
        <InsightsPanel
          plugin={plugin}
          title={title}
          description={description}
          data={data}
          options={options}
          fieldDefaults={fieldDefaults}
          width={width}
          height={height}
          zoomed={zoom !== undefined}
          onZoom={setZoom}
        />
      )}
    </div>
  );
}
