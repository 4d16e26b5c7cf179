import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pluginJson from './plugin.json';

type Messages = Record<string, string>;

const locale = (language: string): Messages => {
  const file = path.join(__dirname, 'locales', language, `${pluginJson.id}.json`);
  const nested: Record<string, Messages> = JSON.parse(readFileSync(file, 'utf8'));
  return Object.fromEntries(
    Object.entries(nested).flatMap(([group, messages]) =>
      Object.entries(messages).map(([key, message]) => [`${group}.${key}`, message])
    )
  );
};
const placeholders = (message: string) => [...message.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort();

/** What the sources ask to have translated: key and English text of each call. */
const calls = readdirSync(__dirname, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name) && name !== 'i18n.ts')
  .map((name) => readFileSync(path.join(__dirname, name), 'utf8'))
  .map((source) => ({
    count: source.split(/\btranslate\(/).length - 1,
    found: [...source.matchAll(/\btranslate\(\s*'([^']+)',\s*'((?:[^'\\]|\\.)*)'/g)].map(([, key, text]) => [
      key,
      text,
    ]),
  }));
const asked = Object.fromEntries(calls.flatMap(({ found }) => found)) as Messages;

test('every call has a key and a text that can be read from the source', () => {
  for (const { count, found } of calls) {
    expect(found).toHaveLength(count);
  }
  expect(Object.keys(asked).length).toBeGreaterThan(150);
});

test('the English file has what the sources have, and nothing more', () => {
  expect(locale('en-US')).toEqual(asked);
});

test('a key means one text', () => {
  for (const [key, text] of calls.flatMap(({ found }) => found)) {
    expect([key, text]).toEqual([key, asked[key]]);
  }
});

test('the languages of the plugin are those that have a file', () => {
  expect([...pluginJson.languages].sort()).toEqual(readdirSync(path.join(__dirname, 'locales')).sort());
});

test.each(pluginJson.languages.filter((language) => language !== 'en-US'))('%s says everything', (language) => {
  const messages = locale(language);
  expect(Object.keys(messages).sort()).toEqual(Object.keys(asked).sort());
  for (const [key, message] of Object.entries(messages)) {
    expect(message.trim()).not.toBe('');
    expect([key, placeholders(message)]).toEqual([key, placeholders(asked[key])]);
  }
});
