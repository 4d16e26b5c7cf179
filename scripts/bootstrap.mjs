import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { progress, root, run } from './run.mjs';
import { whenStale } from './stale.mjs';

const POLICY = '/usr/sbin/policy-rc.d';

/** Debian packages with the program that shows that one is there. */
const DEBIAN_PACKAGES = [
  ['/usr/lib/postgresql', 'postgresql'],
  ['/usr/bin/redis-server', 'redis-server'],
  ['/usr/bin/redis-sentinel', 'redis-sentinel'],
  ['/usr/bin/prometheus', 'prometheus'],
  ['/usr/bin/prometheus-alertmanager', 'prometheus-alertmanager'],
  ['/usr/bin/prometheus-node-exporter', 'prometheus-node-exporter'],
  ['/usr/bin/prometheus-postgres-exporter', 'prometheus-postgres-exporter'],
  ['/usr/bin/prometheus-redis-exporter', 'prometheus-redis-exporter'],
  ['/usr/bin/chromium', 'chromium'],
  ['/usr/bin/openssl', 'openssl'],
];

/** Makes a fresh clone ready to run: Debian packages (as root), npm packages, builds. Does only what is missing. */
export async function bootstrap() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 11)) {
    throw new Error(`Node 20.11 or later is needed, this is ${process.version}`);
  }
  await debianPackages();
  await npmPackages('.');
  await npmPackages('e2e');
  await build();
}

async function debianPackages() {
  const missing = DEBIAN_PACKAGES.filter(([path]) => !existsSync(path)).map(([, name]) => name);
  if (!hypopgInstalled()) missing.push('hypopg');
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    progress(
      `Not installed here: ${missing.join(', ')}. As root on Debian or Ubuntu this is done for you; what needs them is left out.`,
    );
    return;
  }
  progress(`Installing Debian packages: ${missing.join(', ')}`);
  await run('apt-get', ['update', '-qq'], { quiet: true });
  const names = missing.filter((name) => name !== 'hypopg');
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const install = (packages) =>
    run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { quiet: true, env });
  // the packages must not start servers on their well-known ports
  const policy = !existsSync(POLICY);
  if (policy) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    if (names.length > 0) await install(names);
    const version = readVersion();
    if (version && !hypopgInstalled()) await install([`postgresql-${version}-hypopg`]);
  } finally {
    if (policy) rmSync(POLICY);
  }
}

/** Major version of the newest PostgreSQL server of the system. */
function readVersion() {
  return [18, 17, 16, 15, 14, 13].find((version) => existsSync(`/usr/lib/postgresql/${version}/bin/postgres`));
}

function hypopgInstalled() {
  const version = readVersion();
  return version !== undefined && existsSync(`/usr/share/postgresql/${version}/extension/hypopg.control`);
}

async function npmPackages(folder) {
  if (!existsSync(`${root}/${folder}/package-lock.json`)) return;
  const lockfile = `${folder}/package-lock.json`;
  const step = {
    name: `npm-${folder === '.' ? 'root' : folder}`,
    inputs: [lockfile],
    output: `${folder}/node_modules`,
  };
  // packages that npm itself put there from this very lockfile need not be fetched again
  const installed = `${root}/${folder}/node_modules/.package-lock.json`;
  if (existsSync(installed) && sameTree(installed, `${root}/${lockfile}`)) return;
  await whenStale(step, async () => {
    progress(`Installing npm packages${folder === '.' ? '' : ` of ${folder}`} (one to three minutes)`);
    await run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: `${root}/${folder}`, quiet: true });
  });
}

/** Whether every package of the lockfile is installed in the version that it names. */
function sameTree(installedFile, lockfile) {
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(lockfile, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, entry]) =>
      path === '' ||
      entry.optional ||
      entry.link ||
      !path.includes('node_modules/') ||
      installed[path]?.version === entry.version,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await bootstrap();
  progress('Ready. `npx presage --help` shows the commands.');
}
