import { type AnnotationEvent, dateTimeFormat, PluginContextProvider, textUtil } from '@grafana/data';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Query } from '../host/datasource';
import { usePanelData } from '../panels/usePanelData';
import { readJson, type ViewProps } from './view-props';

const ANNOTATION = { name: 'Presage', enable: true, iconColor: 'red' };

/** The editor of an annotation query above the events that it gives. */
export function AnnotationView({ datasource: { plugin, instance }, search }: ViewProps) {
  const support = instance.annotations ?? {};
  const [query, setQuery] = useState(() =>
    readJson<Query>(search, 'query', { refId: 'Annotation', ...support.getDefaultQuery?.() }),
  );
  const latest = useRef(query);
  const [asked, setAsked] = useState(query);
  const queries = useMemo(() => {
    const prepared = support.prepareQuery?.({ ...ANNOTATION, target: asked });
    return prepared ? [prepared] : [];
  }, [support, asked]);
  const range = useMemo(() => ({ from: search.get('from') ?? 'now-7d', to: 'now' }), [search]);
  const data = usePanelData({ datasource: instance, queries, range, tick: 0 });
  const [events, setEvents] = useState<AnnotationEvent[]>([]);
  useEffect(() => {
    const frames = data.series.length > 0 ? data.series : (data.annotations ?? []);
    const subscription = support.processEvents?.(ANNOTATION, frames).subscribe((read) => setEvents(read ?? []));
    return () => subscription?.unsubscribe();
  }, [support, data]);
  const Editor = support.QueryEditor;
  return (
    <main style={{ padding: 16 }}>
      {Editor && (
        <PluginContextProvider meta={plugin.meta}>
          <Editor
            datasource={instance}
            query={query}
            onChange={(next) => setQuery((latest.current = next))}
            onRunQuery={() => setAsked(latest.current)}
          />
        </PluginContextProvider>
      )}
      <ul aria-label="Events">
        {events.map((event) => (
          <li key={event.id}>
            {dateTimeFormat(event.time ?? 0)} <strong>{event.title}</strong>{' '}
            {/* Grafana, too, shows the text of annotations as HTML that it has cleaned */}
            <span dangerouslySetInnerHTML={{ __html: textUtil.sanitize(event.text ?? '') }} /> {event.tags?.join(', ')}
          </li>
        ))}
      </ul>
    </main>
  );
}
