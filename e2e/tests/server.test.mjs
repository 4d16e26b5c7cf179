import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { startPage } from '../server.mjs';

const TOKEN = 'server-token-0123456789';
const seen = [];
let exporter;
let page;

before(async () => {
  exporter = http.createServer((request, response) => {
    seen.push({ url: request.url, ...request.headers });
    response.writeHead(request.url === '/closed' ? 401 : 200, { 'content-type': 'application/json' }).end('{}');
  });
  await new Promise((resolve) => exporter.listen(0, '127.0.0.1', resolve));
  page = await startPage({ exporterUrl: `http://127.0.0.1:${exporter.address().port}`, token: TOKEN });
});
after(async () => {
  await page.close();
  exporter.close();
});

/** A request whose path is sent as it is, unlike fetch's. */
function ask(path, { method = 'GET', headers = {} } = {}) {
  const { hostname, port } = new URL(page.url);
  return new Promise((resolve, reject) => {
    const request = http.request({ hostname, port, path, method, headers }, async (response) => {
      let body = '';
      for await (const chunk of response) body += chunk;
      resolve({ status: response.statusCode, body });
    });
    request.on('error', reject).end();
  });
}

test('adds the token on the way to the exporter, and shows it to nobody', async () => {
  await ask('/api/datasources/proxy/uid/presage/token/api/v1/catalog?a=1', { headers: { cookie: 'session=1' } });
  assert.equal(seen.at(-1).url, '/api/v1/catalog?a=1');
  assert.equal(seen.at(-1).authorization, `Bearer ${TOKEN}`);
  assert.equal(seen.at(-1).cookie, undefined);
  await ask('/api/datasources/proxy/uid/presage/api/v1/catalog');
  assert.equal(seen.at(-1).authorization, undefined);
  assert.doesNotMatch((await ask('/api/datasources/uid/presage')).body, new RegExp(TOKEN));
});

test('makes a 400 of a 401 as Grafana does', async () => {
  const answer = await ask('/api/datasources/proxy/uid/presage/closed');
  assert.deepEqual(answer, { status: 400, body: 'Authentication to data source failed' });
});

test('serves nothing outside of its folders', async () => {
  for (const path of [
    '/../package.json',
    '/..%2fpackage.json',
    '/public/build/img/..%2f..%2f..%2f..%2f..%2fpackage.json',
    '/public/plugins/presage-insights-panel/..%2f..%2fpackage.json',
    '/public/fonts/inter/Inter-constructor.woff2',
    '/%ff',
    '/none.txt',
  ]) {
    const { status, body } = await ask(path);
    assert.ok(status === 404 || body.includes('<div id="root">'), `${path}: ${status}`);
  }
});

test('survives addresses that are none', async () => {
  assert.equal((await ask('//')).status, 400);
  assert.equal((await ask('/')).status, 200);
});

test('cannot be pointed elsewhere, nor reached under a name that somebody made', async () => {
  assert.equal((await ask('/api/datasources/uid/presage', { method: 'PUT' })).status, 403);
  assert.equal((await ask('/dashboard.json', { headers: { host: 'evil.example' } })).status, 403);
});
