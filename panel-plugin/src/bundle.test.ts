import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

/** Modules that Grafana hands to plugins, as far as this one may use them. */
const SHARED = [
  '@emotion/css',
  '@emotion/react',
  '@grafana/data',
  '@grafana/runtime',
  '@grafana/ui',
  'i18next',
  'lodash',
  'module',
  'moment',
  'react',
  'react-dom',
  'react-router',
  'react/jsx-runtime',
  'rxjs',
];
const BUDGET = 120 * 1024;

const dist = path.join(__dirname, '..', 'dist');
if (!existsSync(path.join(dist, 'module.js'))) {
  throw new Error('dist/module.js is missing: run `npm run build -w presage-insights-panel` first');
}
const scripts = readdirSync(dist).filter((name) => name.endsWith('.js'));
const sourceOf = (name: string) => readFileSync(path.join(dist, name), 'utf8');

test('asks only for modules that Grafana shares', () => {
  const [, list] = /\bdefine\(\[([^\]]*)\]/.exec(sourceOf('module.js')) ?? [];
  const asked = JSON.parse(`[${list}]`);
  expect(asked).toContain('react');
  expect(asked.filter((name: string) => !SHARED.includes(name))).toEqual([]);
});

test.each(['ReactCurrentOwner', 'findDOMNode', 'defaultProps', 'ZodError', 'react.transitional.element'])(
  'holds no %s',
  (word) => {
    expect(scripts.filter((name) => sourceOf(name).includes(word))).toEqual([]);
  }
);

test('stays within its budget, compressed', () => {
  const size = scripts.reduce((sum, name) => sum + gzipSync(sourceOf(name)).length, 0);
  expect(size).toBeLessThanOrEqual(BUDGET);
});

test('carries what the catalogue wants', () => {
  for (const name of ['plugin.json', 'README.md', 'CHANGELOG.md', 'LICENSE', 'img/logo.svg', 'module.js.map']) {
    expect([name, existsSync(path.join(dist, name))]).toEqual([name, true]);
  }
  const { info } = JSON.parse(sourceOf('plugin.json'));
  expect(info.version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(info.updated).toMatch(/^\d{4}-\d\d-\d\d$/);
});
