import { FieldColorModeId, FieldConfigProperty, PanelPlugin, ThresholdsMode } from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';
import { InsightsPanel } from './components/InsightsPanel';
import { migrateOptions } from './migrations';
import { addOptions, type PanelOptions } from './options';
import pluginJson from './plugin.json';
import { suggestionsSupplier } from './suggestions';

await initPluginTranslations(pluginJson.id);

export const plugin = new PanelPlugin<PanelOptions>(InsightsPanel)
  .useFieldConfig({
    standardOptions: {
      [FieldConfigProperty.Color]: {
        settings: { byValueSupport: false, bySeriesSupport: true, preferThresholdsMode: false },
        defaultValue: { mode: FieldColorModeId.PaletteClassic },
      },
      // Grafana's own default has a red line at 80, which means nothing on most insights
      [FieldConfigProperty.Thresholds]: {
        defaultValue: { mode: ThresholdsMode.Absolute, steps: [{ value: -Infinity, color: 'green' }] },
      },
    },
  })
  .setPanelOptions(addOptions)
  .setMigrationHandler(migrateOptions)
  .setSuggestionsSupplier(suggestionsSupplier(pluginJson.id, pluginJson.name));
