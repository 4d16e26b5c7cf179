import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import { gzipSync } from 'zlib';

/** What Grafana hands to plugins, from its loader (sharedDependencies), without its own `app/` modules. */
const SHARED = [
  '@emotion/css',
  '@emotion/react',
  '@grafana/data',
  '@grafana/data/unstable',
  '@grafana/runtime',
  '@grafana/runtime/unstable',
  '@grafana/slate-react',
  '@grafana/ui',
  '@grafana/ui/unstable',
  'd3',
  'emotion',
  'i18next',
  'jquery',
  'lodash',
  'moment',
  'module',
  'prismjs',
  'react',
  'react-dom',
  'react-inlinesvg',
  'react-redux',
  'react-router',
  'react/jsx-dev-runtime',
  'react/jsx-runtime',
  'redux',
  'rxjs',
  'rxjs/operators',
  'slate',
  'slate-plain-serializer',
];

const dist = (name: string) => join(__dirname, '../dist', name);

describe('the built module', () => {
  if (!existsSync(dist('module.js'))) {
    throw new Error('dist/module.js is missing: run `npm run build` first');
  }
  const code = readFileSync(dist('module.js'), 'utf8');

  it('asks only for modules that Grafana shares', () => {
    const asked: string[] = JSON.parse(/define\((\[[^\]]*\])/.exec(code)![1].replace(/'/g, '"'));
    expect(asked).toEqual(expect.arrayContaining(['@grafana/data', '@grafana/runtime', '@grafana/ui', 'react']));
    expect(asked.filter((name) => !SHARED.includes(name))).toEqual([]);
  });

  it('runs on React 18 and 19', () => {
    expect(code).not.toMatch(/ReactCurrentOwner|findDOMNode|defaultProps|__SECRET_INTERNALS/);
  });

  it('carries no zod and stays small', () => {
    expect(code).not.toMatch(/ZodError|\$ZodType|invalid_union/);
    expect(gzipSync(code).length).toBeLessThan(60 * 1024);
  });

  it('comes with what Grafana and the validator want beside it', () => {
    const files = ['plugin.json', 'module.js.map', 'README.md', 'CHANGELOG.md', 'LICENSE', 'img/logo.svg'];
    const { includes, info } = JSON.parse(readFileSync(dist('plugin.json'), 'utf8'));
    const dashboards = includes.map(({ path }: { path: string }) => path);
    expect([...files, ...dashboards].filter((name) => !existsSync(dist(name)))).toEqual([]);
    expect(info.version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(existsSync(dist('MANIFEST.txt'))).toBe(false);
  });
});
