import { getPanelOptionsWithDefaults, type RawTimeRange } from '@grafana/data';
import { useMemo, useState } from 'react';
import type { Query } from '../host/datasource';
import { InsightsPanel } from '../panels/InsightsPanel';
import { OptionsPane } from '../panels/OptionsPane';
import { usePanelData } from '../panels/usePanelData';
import { readJson, type ViewProps } from './view-props';

/** One panel beside its options, as when it is edited: `?query=`, `?options=`, `?field=` hold JSON. */
export function PanelView({ panel, datasource, search }: ViewProps) {
  const [zoom, setZoom] = useState<RawTimeRange>();
  const queries = useMemo(() => [readJson<Query>(search, 'query', { refId: 'A', kind: 'forecast' })], [search]);
  const fieldDefaults = useMemo(() => readJson(search, 'field', {}), [search]);
  const range = useMemo(
    () => zoom ?? { from: search.get('from') ?? 'now-7d', to: search.get('to') ?? 'now' },
    [zoom, search],
  );
  const [options, setOptions] = useState<Record<string, unknown>>(
    () =>
      getPanelOptionsWithDefaults({
        plugin: panel,
        currentOptions: readJson(search, 'options', {}),
        currentFieldConfig: { defaults: {}, overrides: [] },
        isAfterPluginChange: false,
      }).options,
  );
  const data = usePanelData({ datasource: datasource.instance, queries, range, tick: 0 });
  return (
    <main style={{ padding: 16, display: 'flex', gap: 16 }}>
      <InsightsPanel
        plugin={panel}
        title={search.get('title') ?? 'Panel'}
        data={data}
        options={options}
        fieldDefaults={fieldDefaults}
        width={Number(search.get('width') ?? 820)}
        height={Number(search.get('height') ?? 480)}
        onOptionsChange={setOptions}
        zoomed={zoom !== undefined}
        onZoom={setZoom}
      />
      <OptionsPane plugin={panel} data={data} options={options} onChange={setOptions} />
    </main>
  );
}
