import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { artifacts, ROOT } from './artifacts.js';

const files = await artifacts();

it.each(Object.keys(files))('%s is what `npm run generate -w dashboards` writes', (path) => {
  expect(readFileSync(new URL(path, ROOT), 'utf8')).toBe(files[path]);
});

it('commits no dashboard that is not generated', () => {
  const committed = readdirSync(new URL('dashboards/', ROOT)).filter((name) => /^presage-.*\.json$/.test(name));
  expect(committed.sort()).toEqual(
    Object.keys(files)
      .filter((path) => path.startsWith('dashboards/'))
      .map((path) => path.slice('dashboards/'.length))
      .sort(),
  );
});

it('tells in --check mode that nothing is stale', () => {
  const run = spawnSync('npx', ['tsx', 'src/generate.ts', '--check'], {
    cwd: new URL('dashboards/', ROOT),
    encoding: 'utf8',
  });
  expect(run.stdout).toBe('');
  expect(run.status).toBe(0);
});
