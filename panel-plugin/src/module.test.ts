import { type PanelPlugin } from '@grafana/data';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { migrateOptions } from './migrations';
import { forecastFrame } from './testing/frames';

const file = path.join(__dirname, '..', 'dist', 'module.js');

/** Runs the built bundle as Grafana's loader does: hands it the shared modules and waits for what it exports. */
async function load(): Promise<{ plugin: PanelPlugin }> {
  if (!existsSync(file)) {
    throw new Error('dist/module.js is missing: run `npm run build -w presage-insights-panel` first');
  }
  let exported: Promise<{ plugin: PanelPlugin }> | undefined;
  const shared = (name: string) =>
    name === 'module' ? { uri: 'public/plugins/x/module.js' } : jest.requireActual(name);
  const define = (names: string[], factory: (...modules: unknown[]) => typeof exported) => {
    exported = factory(...names.map(shared));
  };
  // in the realm of jsdom, as in a browser's page
  new Function('define', readFileSync(file, 'utf8'))(define);
  return exported ?? Promise.reject(new Error('the bundle called no define'));
}

test('the bundle exports a panel with options, standard field options, migration and suggestions', async () => {
  const { plugin } = await load();
  expect(plugin.panel).not.toBeNull();
  expect(plugin.onPanelMigration?.({ options: { view: 'oracle' } } as never)).toEqual(migrateOptions({ options: {} }));
  plugin.meta = { id: 'presage-insights-panel', name: 'Presage Insights' } as never;
  expect(plugin.getSuggestions({ rawFrames: [forecastFrame()] } as never)).toEqual([
    expect.objectContaining({ name: 'Presage Insights', pluginId: 'presage-insights-panel' }),
  ]);
});
