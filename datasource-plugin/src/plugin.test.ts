import { existsSync, readFileSync } from 'fs';
import { join } from 'path';
import packageJson from '../package.json';
import plugin from './plugin.json';

const read = (name: string) => readFileSync(join(__dirname, name), 'utf8');

// The rules of Grafana's plugin validator, which itself cannot run without the network.

it('has an id of organisation, name and type, and a name that is not the id', () => {
  expect(plugin.id).toMatch(/^[0-9a-z]+-([0-9a-z]+-)?(app|panel|datasource)$/);
  expect(plugin.id.split('-').at(-1)).toBe(plugin.type);
  expect(plugin.name).not.toBe(plugin.id);
  expect(packageJson.name).toBe(plugin.id);
});

it('can be found: it has a description, keywords and logos that exist', () => {
  expect(plugin.info.description.length).toBeGreaterThan(30);
  expect(plugin.info.keywords.length).toBeGreaterThan(2);
  expect(plugin.info.author.name).toBeTruthy();
  Object.values(plugin.info.logos).forEach((logo) => expect(existsSync(join(__dirname, logo))).toBe(true));
});

it('takes version and date from the build, and names the oldest Grafana that shares its JSX runtime', () => {
  expect(plugin.info.version).toBe('%VERSION%');
  expect(plugin.info.updated).toBe('%TODAY%');
  expect(packageJson.version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(plugin.dependencies.grafanaDependency).toBe('>=12.3.0');
});

it('sends secrets from Grafana only: each header template reads secureJsonData', () => {
  const contents = plugin.routes.flatMap((route) => route.headers.map((header) => header.content));
  expect(contents).toEqual(['Bearer {{ .SecureJsonData.token }}']);
});

it('offers dashboards that exist, under the titles that they have', () => {
  expect(plugin.includes.length).toBeGreaterThan(0);
  for (const { type, name, path } of plugin.includes) {
    const dashboard = JSON.parse(readFileSync(join(__dirname, '../..', path), 'utf8'));
    expect([type, name]).toEqual(['dashboard', dashboard.title]);
    // a data source of any name will do: the dashboard asks for it by a variable
    expect(dashboard.__inputs).toBeUndefined();
  }
});

it('has screenshots that exist, are pictures and are small', () => {
  const { screenshots } = plugin.info;
  expect(screenshots.length).toBeGreaterThan(1);
  for (const { name, path: file } of screenshots) {
    const picture = readFileSync(join(__dirname, file));
    expect(name.length).toBeGreaterThan(10);
    expect(picture.subarray(1, 4).toString()).toBe('PNG');
    expect(picture.length).toBeLessThan(250_000);
  }
});

it('has a logo without script, links or styles', () => {
  const elements = [...read('img/logo.svg').matchAll(/<([a-zA-Z]+)/g)].map((match) => match[1]);
  const harmless = ['svg', 'defs', 'linearGradient', 'stop', 'rect', 'path', 'line', 'circle'];
  expect(elements.filter((element) => !harmless.includes(element))).toEqual([]);
  expect(read('img/logo.svg')).not.toMatch(/\son\w+=|href/);
});

it('has a README for users, not for those who build it', () => {
  expect(read('README.md')).not.toMatch(/yarn|nodejs|npm |docker/i);
  expect(read('README.md').length).toBeGreaterThan(500);
});

it('has a change log that knows the version', () => {
  expect(read('../CHANGELOG.md')).toContain(`## ${packageJson.version}`);
});
