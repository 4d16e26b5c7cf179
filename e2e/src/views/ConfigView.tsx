import {
  type DataSourcePluginOptionsEditorProps,
  PluginContextProvider,
  type TestDataSourceResponse,
} from '@grafana/data';
import { Alert, type AlertVariant, Button, Stack } from '@grafana/ui';
import { useState } from 'react';
import { instantiate } from '../host/datasource';
import { readJson, type ViewProps } from './view-props';

type Settings = DataSourcePluginOptionsEditorProps['options'];

const NEW_SETTINGS = {
  url: '',
  basicAuth: false,
  basicAuthUser: '',
  jsonData: {},
  secureJsonFields: {},
  readOnly: false,
} as unknown as Settings;

/** The configuration page of the data source: saves to the page's server, which then plays Grafana's data proxy. */
export function ConfigView({ datasource: { plugin }, search }: ViewProps) {
  const [settings, setSettings] = useState<Settings>(() => ({ ...NEW_SETTINGS, ...readJson(search, 'settings', {}) }));
  const [health, setHealth] = useState<TestDataSourceResponse>();
  const Editor = plugin.components.ConfigEditor;
  if (!Editor) return <p>The data source has no configuration editor.</p>;
  const saveAndTest = async () => {
    setHealth(undefined);
    const saved = await fetch('/api/datasources/uid/presage', { method: 'PUT', body: JSON.stringify(settings) });
    if (!saved.ok) return setHealth({ status: 'error', message: `The page's server refused: ${await saved.text()}` });
    setHealth(await instantiate(plugin, settings.jsonData).testDatasource());
  };
  return (
    <main style={{ padding: 16, maxWidth: 760 }}>
      <PluginContextProvider meta={plugin.meta}>
        <Editor options={settings} onOptionsChange={setSettings} />
      </PluginContextProvider>
      <Stack direction="column" gap={2}>
        <Button onClick={() => void saveAndTest()} style={{ marginTop: 24, alignSelf: 'flex-start' }}>
          Save &amp; test
        </Button>
        {health && (
          <Alert severity={health.status as AlertVariant} title={health.message}>
            {health.details?.message}
          </Alert>
        )}
      </Stack>
    </main>
  );
}
