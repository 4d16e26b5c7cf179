import 'systemjs/dist/system.js';
import 'systemjs/dist/extras/amd.js';
import 'systemjs/dist/extras/named-register.js';
import * as emotionCss from '@emotion/css';
import * as emotionReact from '@emotion/react';
import * as grafanaData from '@grafana/data';
import type { DataSourcePlugin, PanelPlugin, PluginMeta } from '@grafana/data';
import * as grafanaRuntime from '@grafana/runtime';
import * as grafanaUi from '@grafana/ui';
import * as i18next from 'i18next';
import * as lodash from 'lodash';
import * as moment from 'moment';
import * as React from 'react';
import * as ReactDom from 'react-dom';
import * as jsxRuntime from 'react/jsx-runtime';
import * as rxjs from 'rxjs';
import * as rxjsOperators from 'rxjs/operators';

/** What Grafana hands to plugins, as far as plugins written today ask for it. */
const SHARED: Record<string, object> = {
  '@emotion/css': emotionCss,
  '@emotion/react': emotionReact,
  '@grafana/data': grafanaData,
  '@grafana/runtime': grafanaRuntime,
  '@grafana/ui': grafanaUi,
  i18next,
  lodash,
  moment,
  react: React,
  'react-dom': ReactDom,
  'react/jsx-runtime': jsxRuntime,
  rxjs,
  'rxjs/operators': rxjsOperators,
};

interface LoadedModule<P> {
  plugin: P;
}

/** Makes the page's own libraries available to plugins. To be called once, before the first plugin is loaded. */
export function sharePackages(): void {
  const imports: Record<string, string> = {};
  for (const [name, library] of Object.entries(SHARED)) {
    imports[name] = `package:${name}`;
    System.set(`package:${name}`, { ...library, __useDefault: false });
  }
  System.addImportMap({ imports });
}

export const loadPanelPlugin = (id: string) => load<PanelPlugin>(id);
export const loadDataSourcePlugin = (id: string) => load<DataSourcePlugin<never>>(id);

async function load<P extends { meta: PluginMeta }>(id: string): Promise<P> {
  const baseUrl = `/public/plugins/${id}`;
  const meta = (await (await fetch(`${baseUrl}/plugin.json`)).json()) as P['meta'] & { languages?: string[] };
  await addTranslations(id, baseUrl, meta.languages ?? []);
  const loaded = await System.import(`${location.origin}${baseUrl}/module.js`);
  // the module of a plugin that awaits its translations is a promise in `default`
  const { plugin } = (loaded.__useDefault ? await loaded.default : loaded) as LoadedModule<P>;
  plugin.meta = { ...meta, module: `${baseUrl}/module.js`, baseUrl };
  return plugin;
}

/** What Grafana does before it loads a plugin that has texts in the language of the user. */
async function addTranslations(id: string, baseUrl: string, languages: string[]): Promise<void> {
  const { default: translations } = i18next;
  const { language } = translations;
  if (!languages.includes(language)) return;
  const answer = await fetch(`${baseUrl}/locales/${language}/${id}.json`);
  translations.addResourceBundle(language, id, await answer.json(), undefined, true);
}
