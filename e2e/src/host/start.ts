import {
  EventBusSrv,
  monacoLanguageRegistry,
  setTimeZoneResolver,
  standardEditorsRegistry,
  standardFieldConfigEditorRegistry,
  standardTransformersRegistry,
} from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';
import {
  FakeEchoSrv,
  locationService,
  setAppEvents,
  setBackendSrv,
  setEchoSrv,
  setLocationSrv,
  setTemplateSrv,
} from '@grafana/runtime';
import i18next from 'i18next';
import { backend } from './backend';
import { standardEditors, standardFieldOptions } from './editors';
import { sharePackages } from './loader';
import { templatesFromAddress } from './templates';

/** Puts in place what Grafana itself provides to its libraries and to plugins. */
export async function startHost(search: URLSearchParams): Promise<void> {
  await initPluginTranslations('grafana');
  await i18next.changeLanguage(search.get('language') ?? 'en-US');
  standardEditorsRegistry.setInit(standardEditors);
  standardFieldConfigEditorRegistry.setInit(standardFieldOptions);
  standardTransformersRegistry.setInit(() => []);
  monacoLanguageRegistry.setInit(() => []);
  setTimeZoneResolver(() => 'browser');
  setBackendSrv(backend);
  setTemplateSrv(templatesFromAddress(search));
  setEchoSrv(new FakeEchoSrv());
  setAppEvents(new EventBusSrv());
  setLocationSrv(locationService);
  sharePackages();
}
