import { Alert, LinkButton, RadioButtonGroup, Stack, Text } from '@grafana/ui';
import { useEffect, useState } from 'react';
import type { DataSource } from '../host/datasource';
import { type PanelDefinition, panelsOfCatalog } from '../panels/definition';
import { PanelTile } from '../panels/PanelTile';
import { readJson, type ViewProps } from './view-props';

const REFRESH_MS = 10_000;
const THEMES = [
  { value: 'dark', label: 'Dark' },
  { value: 'light', label: 'Light' },
];

interface Catalog {
  version: string;
  insights: Array<{ kind: string; name: string }>;
}

/** Live panels in a grid: of `?panels=`, of the server's `/dashboard.json`, or of what the exporter's catalogue lists. */
export function DashboardView({ panel, datasource, search }: ViewProps) {
  const { panels, failure, version } = useDefinitions(search, datasource.instance);
  const tick = useTick();
  return (
    <main style={{ padding: 16, maxWidth: 1800, margin: '0 auto' }}>
      <Stack direction="row" justifyContent="space-between" alignItems="center" wrap="wrap">
        <Stack direction="column" gap={0}>
          <Text element="h1" variant="h3">
            Presage – live, without Grafana
          </Text>
          <Text color="secondary">
            The two plugins in Grafana’s own libraries, drawing what {version ? `Presage ${version}` : 'the exporter'}{' '}
            answers; refreshed every 10 seconds.
          </Text>
        </Stack>
        <Stack direction="row">
          <LinkButton variant="secondary" href={`?view=query&theme=${search.get('theme') ?? 'dark'}`}>
            Ask something else
          </LinkButton>
          <RadioButtonGroup options={THEMES} value={search.get('theme') ?? 'dark'} onChange={switchTheme} />
        </Stack>
      </Stack>
      {failure && (
        <Alert severity="error" title="The exporter does not answer">
          {failure}
        </Alert>
      )}
      <div style={{ display: 'grid', gridTemplateColumns: 'repeat(24, 1fr)', gap: 8, marginTop: 16 }}>
        {panels.map((definition, index) => (
          <PanelTile key={index} definition={definition} plugin={panel} datasource={datasource.instance} tick={tick} />
        ))}
      </div>
    </main>
  );
}

function switchTheme(theme: string) {
  const address = new URL(location.href);
  address.searchParams.set('theme', theme);
  location.assign(address);
}

function useTick(): number {
  const [tick, setTick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTick((before) => before + 1), REFRESH_MS);
    return () => clearInterval(timer);
  }, []);
  return tick;
}

function useDefinitions(search: URLSearchParams, datasource: DataSource) {
  const [state, setState] = useState<{ panels: PanelDefinition[]; failure?: string; version?: string }>({ panels: [] });
  useEffect(() => {
    define(search, datasource).then(setState, (failure: Error) => setState({ panels: [], failure: failure.message }));
  }, [search, datasource]);
  return state;
}

async function define(search: URLSearchParams, datasource: DataSource) {
  const given = readJson<PanelDefinition[] | undefined>(search, 'panels', undefined) ?? (await fromServer());
  const { version, insights } = await (datasource as DataSource & { catalog(): Promise<Catalog> }).catalog();
  return { panels: given ?? panelsOfCatalog(insights), version };
}

async function fromServer(): Promise<PanelDefinition[] | undefined> {
  const answer = await fetch('/dashboard.json');
  return (await answer.json()).panels;
}
