import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What the validator of Grafana's catalogue searches sources for, and what its reviewers ask about. */
const FORBIDDEN: Array<[string, RegExp]> = [
  ['logging to the console', /\bconsole\.(log|info|table|dir|group|time|trace)\b/],
  ['dialogs of the browser', /\b(?:window\.)?(?:alert|confirm|prompt)\(/],
  ['windows that can reach back', /\bwindow\.open\(/],
  ['the address of the page', /\b(?:window\.)?location\.(?:href|search)\b/],
  ['properties of the window', /\bwindow\.\w+\s*=[^=]/],
  ['silenced types', /@ts-(?:ignore|expect-error)\b/],
  ['style sheets', /import\s+['"][^'"]+\.(?:s?css)['"]|\binjectGlobal\b|<Global\b/],
  ['queries past the data source', /\/api\/ds\/query/],
  ['old forms', /\bgf-form\b/],
  ['markup out of text', /dangerouslySetInnerHTML|\.innerHTML\b|\.outerHTML\b|insertAdjacentHTML/],
  ['code out of text', /\beval\(|new Function\(/],
  ['elements of others', /\bdocument\.(?:querySelector|getElement)/],
  ['storage without a name of its own', /\b(?:local|session)Storage\b/],
  ['functions that React 19 lost', /\b(?:findDOMNode|defaultProps|propTypes)\b|ReactDOM\.render/],
];

const sources = readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).filter(
  (name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name) && !name.startsWith('testing'),
);

test.each(FORBIDDEN)('no source has %s', (_, pattern) => {
  const guilty = sources.filter((name) => pattern.test(readFileSync(path.join(__dirname, name), 'utf8')));
  expect(sources.length).toBeGreaterThan(20);
  expect(guilty).toEqual([]);
});

test('the map of the bundle holds the sources as they are', () => {
  const map = JSON.parse(readFileSync(path.join(__dirname, '../dist/module.js.map'), 'utf8'));
  const own = map.sources.flatMap((name: string, index: number) => {
    const [, file] = /\/\.\/((?!node_modules)[^?]+\.tsx?)$/.exec(name) ?? [];
    return file && sources.includes(file) ? [[file, map.sourcesContent[index]]] : [];
  });
  expect(own.length).toBeGreaterThan(20);
  for (const [file, content] of own) {
    expect([file, content]).toEqual([file, readFileSync(path.join(__dirname, file), 'utf8')]);
  }
});
