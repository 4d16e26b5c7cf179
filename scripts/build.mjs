import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { progress, root, run } from './run.mjs';
import { whenStale } from './stale.mjs';

const SHARED = ['package-lock.json', 'contract/src'];

/** Builds contract, exporter, both plugins and the page of e2e, each only when its sources changed. */
export async function build() {
  await step(
    'exporter',
    ['exporter/src', 'access-sampler/src', 'exporter/tsconfig.json', 'tsconfig.base.json'],
    'exporter/dist/cli/main.js',
    () => run('npx', ['tsc', '-b'], { quiet: true }),
  );
  for (const plugin of ['datasource-plugin', 'panel-plugin']) {
    await step(plugin, [plugin], `${plugin}/dist/module.js`, () =>
      run('npm', ['run', 'build', '--silent'], { cwd: `${root}/${plugin}`, quiet: true }),
    );
  }
  if (existsSync(`${root}/e2e/node_modules`)) {
    await step('e2e', ['e2e'], 'e2e/dist/index.html', () =>
      run('npm', ['run', 'build', '--silent'], { cwd: `${root}/e2e`, quiet: true }),
    );
  }
}

async function step(name, inputs, output, work) {
  await whenStale({ name: `build-${name}`, inputs: [...SHARED, ...inputs], output }, async () => {
    progress(`Building ${name}`);
    await work();
  });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await build();
