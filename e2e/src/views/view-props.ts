import type { PanelPlugin } from '@grafana/data';
import type { LoadedDataSource } from '../host/datasource';

/** What every view of the page gets: the two plugins and the address. */
export interface ViewProps {
  panel: PanelPlugin;
  datasource: LoadedDataSource;
  search: URLSearchParams;
}

/** JSON out of the address, or the fallback when it is not given. */
export function readJson<T>(search: URLSearchParams, name: string, fallback: T): T {
  const text = search.get(name);
  return text === null ? fallback : (JSON.parse(text) as T);
}
