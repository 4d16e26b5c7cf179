import { type DataQueryRequest, type MetricFindValue, PluginContextProvider } from '@grafana/data';
import type { ComponentType } from 'react';
import { useEffect, useRef, useState } from 'react';
import type { Observable } from 'rxjs';
import type { Query } from '../host/datasource';
import { readJson, type ViewProps } from './view-props';

interface VariableSupport {
  editor: ComponentType<Record<string, unknown>>;
  query(request: Partial<DataQueryRequest<Query>>): Observable<{ data: MetricFindValue[] }>;
}

/** The editor of a template variable above the values that it gives. */
export function VariableView({ datasource: { plugin, instance }, search }: ViewProps) {
  const support = instance.variables as unknown as VariableSupport;
  const [query, setQuery] = useState(() => readJson<Query>(search, 'query', { refId: 'Variable', list: 'targets' }));
  const latest = useRef(query);
  const [asked, setAsked] = useState(query);
  const [values, setValues] = useState<string[]>([]);
  useEffect(() => {
    const subscription = support.query({ targets: [asked], scopedVars: {} }).subscribe({
      next: ({ data }) => setValues(data.map(({ text }) => text)),
      error: (failure: Error) => setValues([failure.message]),
    });
    return () => subscription.unsubscribe();
  }, [support, asked]);
  const Editor = support.editor;
  return (
    <main style={{ padding: 16 }}>
      <PluginContextProvider meta={plugin.meta}>
        <Editor
          datasource={instance}
          query={query}
          onChange={(next: Query) => setQuery((latest.current = next))}
          onRunQuery={() => setAsked(latest.current)}
        />
      </PluginContextProvider>
      <ul aria-label="Values">
        {values.map((value) => (
          <li key={value}>{value}</li>
        ))}
      </ul>
    </main>
  );
}
