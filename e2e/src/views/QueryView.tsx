import { CoreApp, PluginContextProvider } from '@grafana/data';
import { LinkButton } from '@grafana/ui';
import { useMemo, useRef, useState } from 'react';
import type { Query } from '../host/datasource';
import { InsightsPanel } from '../panels/InsightsPanel';
import { usePanelData } from '../panels/usePanelData';
import { useWidth } from '../panels/useWidth';
import { readJson, type ViewProps } from './view-props';

/** The query editor under the panel that it feeds, as in Grafana. */
export function QueryView({ panel, datasource, search }: ViewProps) {
  const { plugin, instance } = datasource;
  const [query, setQuery] = useState(() =>
    readJson<Query>(search, 'query', { refId: 'A', ...instance.getDefaultQuery?.(CoreApp.PanelEditor) }),
  );
  // editors change the query and run it in one go, before the state has arrived
  const latest = useRef(query);
  const [run, setRun] = useState({ query, tick: 0 });
  const queries = useMemo(() => [run.query], [run]);
  const range = useMemo(() => ({ from: search.get('from') ?? 'now-7d', to: search.get('to') ?? 'now' }), [search]);
  const data = usePanelData({ datasource: instance, queries, range, tick: run.tick });
  const { element, width } = useWidth();
  const Editor = plugin.components.QueryEditor;
  if (!Editor) return <p>The data source has no query editor.</p>;
  return (
    <main style={{ padding: 16, display: 'flex', flexDirection: 'column', gap: 16 }}>
      <LinkButton
        fill="text"
        icon="arrow-left"
        href={`?theme=${search.get('theme') ?? 'dark'}`}
        style={{ alignSelf: 'flex-start' }}
      >
        Dashboard
      </LinkButton>
      <div ref={element} style={{ height: 400 }}>
        {width > 0 && (
          <InsightsPanel
            plugin={panel}
            title="Answer"
            data={data}
            width={width}
            height={400}
            zoomed={false}
            onZoom={() => undefined}
          />
        )}
      </div>
      <section aria-label="Query">
        <PluginContextProvider meta={plugin.meta}>
          <Editor
            datasource={instance}
            query={query}
            queries={queries}
            data={data}
            app={CoreApp.PanelEditor}
            onChange={(next) => {
              setQuery(next);
              latest.current = next;
            }}
            onRunQuery={() => setRun(({ tick }) => ({ query: latest.current, tick: tick + 1 }))}
          />
        </PluginContextProvider>
      </section>
    </main>
  );
}
