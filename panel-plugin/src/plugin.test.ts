import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import packageJson from '../package.json';
import pluginJson from './plugin.json';

const read = (name: string) => readFileSync(path.join(__dirname, name), 'utf8');

test('the id has three parts, differs from the name, and is the name of the package', () => {
  expect(pluginJson.id).toMatch(/^[0-9a-z]+-[0-9a-z]+-panel$/);
  expect(pluginJson.name).not.toBe(pluginJson.id);
  expect(packageJson.name).toBe(pluginJson.id);
});

test('the catalogue finds it: description, keywords, author, logos that exist', () => {
  const { description, keywords, author, logos } = pluginJson.info;
  expect(description.length).toBeGreaterThan(40);
  expect(keywords.length).toBeGreaterThan(3);
  expect(author.name).not.toBe('');
  Object.values(logos).forEach((logo) => expect(existsSync(path.join(__dirname, logo))).toBe(true));
});

test('has screenshots that exist, are pictures and are small', () => {
  const { screenshots } = pluginJson.info;
  expect(screenshots.length).toBeGreaterThan(1);
  for (const { name, path: file } of screenshots) {
    const picture = readFileSync(path.join(__dirname, file));
    expect(name.length).toBeGreaterThan(10);
    expect(picture.subarray(1, 4).toString()).toBe('PNG');
    expect(picture.length).toBeLessThan(250_000);
  }
});

test('the logo holds only shapes', () => {
  const elements = new Set([...read('img/logo.svg').matchAll(/<([a-zA-Z]+)/g)].map(([, name]) => name));
  const allowed = ['svg', 'defs', 'linearGradient', 'stop', 'rect', 'path', 'circle'];
  expect([...elements].filter((name) => !allowed.includes(name))).toEqual([]);
});

test('it asks for a Grafana that shares the JSX runtime', () => {
  expect(pluginJson.dependencies.grafanaDependency).toBe('>=12.3.0');
});

test('the README is for the catalogue: no template, no jargon, no relative links', () => {
  const readme = read('README.md');
  expect(readme).not.toMatch(/<!--|\byarn\b|nodejs/i);
  expect(readme).not.toMatch(/\]\((?!https?:)/);
  expect(readme.length).toBeGreaterThan(800);
});

test('the CHANGELOG has an entry for this version', () => {
  expect(read('../CHANGELOG.md')).toContain(`## ${packageJson.version}`);
});
