import { readFileSync } from 'node:fs';
import { ROOT } from './artifacts.js';

const text = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');
const json = <T>(path: string) => JSON.parse(text(path)) as T;

interface PackageJson {
  workspaces?: string[];
  scripts?: Record<string, string>;
  dependencies?: Record<string, string>;
  devDependencies?: Record<string, string>;
}
interface Lockfile {
  packages: Record<string, { integrity?: string; resolved?: string; link?: boolean; inBundle?: boolean }>;
}

const folders = ['.', ...json<PackageJson>('package.json').workspaces!, 'e2e'];

it.each(folders)('%s names exact versions and runs nothing when it is installed', (folder) => {
  const { dependencies, devDependencies, scripts = {} } = json<PackageJson>(`${folder}/package.json`);
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
    expect(`${name} ${version}`).toMatch(/ \d+\.\d+\.\d+(-[\w.]+)?$/);
  }
  expect(Object.keys(scripts).filter((name) => /^(pre|post)?install$|^prepare$/.test(name))).toEqual([]);
});

it.each(['.', 'e2e'])('npm runs no scripts of others in %s', (folder) => {
  expect(text(`${folder}/.npmrc`)).toMatch(/^ignore-scripts=true$/m);
});

it.each(['package-lock.json', 'e2e/package-lock.json'])(
  '%s takes every package from the registry, with its hash',
  (file) => {
    const packages = Object.entries(json<Lockfile>(file).packages).filter(([path]) => path.includes('node_modules/'));
    expect(packages.length).toBeGreaterThan(200);
    for (const [path, { integrity, resolved = '', link, inBundle }] of packages) {
      if (link || inBundle) continue;
      expect(`${path} ${integrity}`).toMatch(/ sha(512|1)-/);
      expect(resolved).not.toMatch(/^(git|file|http:)/);
    }
  },
);
