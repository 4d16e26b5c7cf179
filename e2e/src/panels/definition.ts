import type { Query } from '../host/datasource';

/** One panel of the page, as `?panels=` or `/dashboard.json` may list them. */
export interface PanelDefinition {
  title: string;
  description?: string;
  queries: Query[];
  /** Relative or absolute, as Grafana writes them; default: the last seven days. */
  from?: string;
  to?: string;
  options?: Record<string, unknown>;
  /** Standard field options such as `unit`. */
  fieldDefaults?: Record<string, unknown>;
  /** Columns of 24, default 12. */
  columns?: number;
  /** Pixels, default 320. */
  height?: number;
}

interface CatalogInsight {
  kind: string;
  name: string;
}

const MOST_PANELS_OF_A_KIND = 4;

/** A dashboard of everything that the exporter's catalogue lists. */
export function panelsOfCatalog(insights: CatalogInsight[]): PanelDefinition[] {
  const named = (kind: string) =>
    [...new Set(insights.filter((insight) => insight.kind === kind).map(({ name }) => name))].slice(
      0,
      MOST_PANELS_OF_A_KIND,
    );
  return [
    ...named('forecast').map((name) => ({
      title: `Forecast: ${name}`,
      queries: [{ refId: 'A', kind: 'forecast', name }],
    })),
    ...named('anomaly').map((name) => ({
      title: `Anomalies: ${name}`,
      queries: [{ refId: 'A', kind: 'anomaly', name }],
      from: 'now-24h',
    })),
    {
      title: 'Recommendations',
      description: 'What the advisors propose, largest gain first, with the change and the way back.',
      queries: [{ refId: 'A', kind: 'recommendation' }],
      columns: 24,
      height: 420,
    },
    { title: 'Scores', queries: [{ refId: 'A', kind: 'score' }], columns: 24, height: 340 },
  ];
}
