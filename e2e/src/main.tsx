import { createTheme, type DataSourceJsonData, ThemeContext } from '@grafana/data';
import { LocationServiceProvider, locationService } from '@grafana/runtime';
import { GlobalStyles, PortalContainer } from '@grafana/ui';
import { type ComponentType, version } from 'react';
import { createRoot } from 'react-dom/client';
import { loadDataSource } from './host/datasource';
import { loadPanelPlugin } from './host/loader';
import { startHost } from './host/start';
import { AnnotationView } from './views/AnnotationView';
import { BenchView } from './views/BenchView';
import { ConfigView } from './views/ConfigView';
import { DashboardView } from './views/DashboardView';
import { PanelView } from './views/PanelView';
import { QueryView } from './views/QueryView';
import { SizesView } from './views/SizesView';
import { VariableView } from './views/VariableView';
import type { ViewProps } from './views/view-props';

const PANEL_ID = 'presage-insights-panel';

const VIEWS: Record<string, ComponentType<ViewProps>> = {
  dashboard: DashboardView,
  panel: PanelView,
  bench: BenchView,
  sizes: SizesView,
  query: QueryView,
  config: ConfigView,
  variable: VariableView,
  annotation: AnnotationView,
};

async function main(element: HTMLElement) {
  const search = new URLSearchParams(location.search);
  const theme = createTheme({ colors: { mode: search.get('theme') === 'light' ? 'light' : 'dark' } });
  document.body.classList.add(`theme-${theme.colors.mode}`);
  document.body.dataset.react = version;
  await startHost(search);
  const settings = (await (await fetch('/api/datasources/uid/presage')).json()) as { jsonData: DataSourceJsonData };
  const [panel, datasource] = await Promise.all([loadPanelPlugin(PANEL_ID), loadDataSource(settings.jsonData)]);
  const View = VIEWS[search.get('view') ?? 'dashboard'] ?? DashboardView;
  createRoot(element).render(
    <ThemeContext.Provider value={theme}>
      <LocationServiceProvider service={locationService}>
        <GlobalStyles />
        <PortalContainer />
        <View panel={panel} datasource={datasource} search={search} />
      </LocationServiceProvider>
    </ThemeContext.Provider>,
  );
}

const element = document.getElementById('root')!;
main(element).catch((failure: Error) => {
  console.error(failure);
  element.textContent = `The page could not start: ${failure.message}`;
});
