import { createReadStream, statSync } from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { forward } from './proxy.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const PROXY = '/api/datasources/proxy/uid/presage/';
const SETTINGS = '/api/datasources/uid/presage';
const LOOPBACK = /^(127\.0\.0\.1|localhost)(:\d+)?$/;
const MOST_SETTINGS_BYTES = 100_000;

const TYPES = {
  '.css': 'text/css',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.map': 'application/json',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
};

/** Folders behind the paths under which Grafana serves plugins, icons and fonts. */
const FOLDERS = [
  ['/public/plugins/presage-insights-panel/', '../panel-plugin/dist/'],
  ['/public/plugins/presage-insights-datasource/', '../datasource-plugin/dist/'],
  ['/public/build/img/', 'node_modules/@grafana/ui/dist/public/img/'],
  ['/', 'dist/'],
].map(([prefix, folder]) => [prefix, path.resolve(here, folder)]);

const INTER = { Regular: '400-normal', Medium: '500-normal', Italic: '400-italic', MediumItalic: '500-italic' };

/** Two icons that the libraries ask for without shipping them come out empty. */
const EMPTY_ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"></svg>';

/**
 * Serves the page with both built plugins, and plays Grafana's data proxy between it and the exporter.
 * @param {object} options
 * @param {string} options.exporterUrl
 * @param {number} [options.port] a free one when absent or 0
 * @param {string} [options.token] bearer token of the exporter; stays in this process
 * @param {object[]} [options.panels] what the dashboard shows; everything in the exporter's catalogue when absent
 * @param {boolean} [options.configurable] whether the configuration page may point the proxy elsewhere: for tests only
 * @returns {Promise<{url: string, close(): Promise<void>}>} listens on loopback only
 */
export async function startPage({ exporterUrl, port = 0, token, panels, configurable = false }) {
  let settings = {
    url: exporterUrl,
    jsonData: token === undefined ? {} : { authentication: 'token' },
    secureJsonData: token === undefined ? {} : { token },
  };
  const answer = async (request, response) => {
    const { pathname, search } = new URL(request.url, 'http://page');
    if (pathname.startsWith(PROXY)) return forward(request, response, settings, pathname.slice(PROXY.length) + search);
    if (pathname === '/dashboard.json') return json(response, { panels });
    if (pathname === SETTINGS && request.method === 'GET') return json(response, { jsonData: settings.jsonData });
    if (pathname === SETTINGS && request.method === 'PUT') {
      if (!configurable) return plain(response, 403, 'This page shows one exporter and cannot be pointed at another.');
      settings = JSON.parse(await readBody(request));
      return json(response, {});
    }
    return sendFile(response, pathname);
  };
  const server = http.createServer((request, response) => {
    // a name that somebody made to point here could read what the proxy may read
    if (!LOOPBACK.test(request.headers.host ?? '')) return plain(response, 403, 'Use the address 127.0.0.1.');
    answer(request, response).catch((error) => plain(response, 400, error.message));
  });
  await new Promise((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function sendFile(response, pathname) {
  const file = locate(pathname);
  if (file === undefined) {
    if (pathname.startsWith('/public/build/img/icons/')) {
      response.setHeader('content-type', TYPES['.svg']);
      return response.end(EMPTY_ICON);
    }
    return plain(response, 404, 'There is no such page.');
  }
  response.setHeader('content-type', TYPES[path.extname(file)] ?? 'application/octet-stream');
  createReadStream(file).pipe(response);
}

/** The file of a path, undefined when there is none or when it would lie outside of its folder. */
function locate(pathname) {
  const decoded = decode(pathname === '/' ? '/index.html' : pathname);
  const font = /^\/public\/fonts\/inter\/Inter-(\w+)\.woff2$/.exec(decoded);
  if (font) return existing(`node_modules/@fontsource/inter/files/inter-latin-${INTER[font[1]]}.woff2`);
  if (decoded.startsWith('/public/fonts/roboto/')) {
    return existing('node_modules/@fontsource/roboto-mono/files/roboto-mono-latin-400-normal.woff2');
  }
  const [prefix, folder] = FOLDERS.find(([start]) => decoded.startsWith(start));
  const file = path.resolve(folder, decoded.slice(prefix.length));
  return file.startsWith(folder + path.sep) ? existing(file) : undefined;
}

function existing(file) {
  const absolute = path.resolve(here, file);
  return statSync(absolute, { throwIfNoEntry: false })?.isFile() ? absolute : undefined;
}

function decode(pathname) {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return '/';
  }
}

function json(response, value) {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(value));
}

function plain(response, status, text) {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
}

async function readBody(request) {
  let body = '';
  for await (const chunk of request) {
    body += chunk;
    if (body.length > MOST_SETTINGS_BYTES) throw new Error('The settings are too long.');
  }
  return body;
}
