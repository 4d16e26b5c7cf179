import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** One instance of each library that the plugins share with the page. */
const SHARED = ['react', 'react-dom', 'i18next', 'rxjs', '@emotion/css', '@emotion/react'];
const page = fileURLToPath(new URL('src/', import.meta.url));
const plugin = fileURLToPath(new URL('../panel-plugin/src/module.ts', import.meta.url));

/** Takes the libraries of the page from where the plugins are built: the same Grafana on React 18. */
const react18 = {
  name: 'react-18',
  enforce: 'pre',
  resolveId(source, importer) {
    const shared = /^(@grafana|@emotion|react|react-dom|i18next|lodash|moment|rxjs)(\/|$)/.test(source);
    return shared && importer?.startsWith(page) ? this.resolve(source, plugin, { skipSelf: true }) : undefined;
  },
};

export default defineConfig(({ mode }) => {
  const old = mode === 'react-18';
  return {
    plugins: [...(old ? [react18] : []), react()],
    base: old ? '/react-18/' : '/',
    resolve: { dedupe: old ? [] : SHARED },
    build: { outDir: old ? 'dist/react-18' : 'dist', chunkSizeWarningLimit: 100_000, reportCompressedSize: false },
  };
});
