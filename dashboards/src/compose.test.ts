import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { ROOT } from './artifacts.js';
import { SETTINGS } from './settings.js';

interface Service {
  image?: string;
  build?: { context: string; dockerfile: string };
  environment?: Record<string, string>;
  volumes?: (string | { source: string; target: string })[];
  ports?: string[];
  healthcheck?: { test: string[] };
  depends_on?: Record<string, { condition: string }>;
  restart?: string;
}

const read = (path: string) => readFileSync(new URL(path, ROOT), 'utf8');
const text = read('docker-compose.yml');
const compose = parse(text, { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, null>;
};
const services = Object.entries(compose.services).map(([name, service]) => ({ name, ...service }));
const bound = services.flatMap(({ volumes = [] }) =>
  volumes.map((volume) =>
    typeof volume === 'string' ? { source: volume.split(':')[0]!, target: volume.split(':')[1]! } : volume,
  ),
);
const dockerfiles = [...new Set(services.flatMap(({ build }) => (build ? [build.dockerfile] : [])))];
/** Names of the services that may be waited for until they are healthy; our exporter's image brings its own check. */
const checked = new Set(
  services.filter(({ name, healthcheck }) => healthcheck || name === 'presage').map(({ name }) => name),
);

it.each(services)('$name pins its image', ({ name, image, build }) => {
  expect(image).toMatch(/^[a-z0-9_/-]+:v?\d+\.\d+(\.\d+)?(-[a-z]+)?$/);
  if (!build) expect(image).not.toMatch(/^presage\//);
  expect(name).toMatch(/^[a-z-]+$/);
});

it.each(services)('$name opens ports on loopback only', ({ ports = [] }) => {
  for (const port of ports) expect(port).toMatch(/^127\.0\.0\.1:\$\{[A-Z]+_PORT:-\d+\}:\d+$/);
});

it.each(services)('$name waits for services that can become what it waits for', ({ depends_on: waits = {} }) => {
  for (const [other, { condition }] of Object.entries(waits)) {
    expect(Object.keys(compose.services)).toContain(other);
    if (condition === 'service_healthy') expect(checked).toContain(other);
    if (condition === 'service_completed_successfully') expect(compose.services[other]!.restart).toMatch(/^on-failure/);
  }
});

it('has no circle of services that wait for each other', () => {
  const reach = (name: string, path: string[]): void => {
    expect(path).not.toContain(name);
    for (const other of Object.keys(compose.services[name]!.depends_on ?? {})) reach(other, [...path, name]);
  };
  for (const { name } of services) reach(name, []);
});

it.each(bound)('$source is there to be mounted', ({ source }) => {
  if (source.startsWith('/')) expect(['/proc', '/sys']).toContain(source);
  else if (!source.startsWith('.')) expect(Object.keys(compose.volumes)).toContain(source);
  else if (source.endsWith('/dist')) expect(existsSync(new URL(`${source}/../src/plugin.json`, ROOT))).toBe(true);
  else expect(existsSync(new URL(source, ROOT))).toBe(true);
});

it('mounts each plugin under its id and lets Grafana load it unsigned', () => {
  const allowed = compose.services['grafana']!.environment!['GF_PLUGINS_ALLOW_LOADING_UNSIGNED_PLUGINS']!.split(',');
  expect(allowed.sort()).toEqual([SETTINGS.datasourcePlugin, SETTINGS.panelPlugin].sort());
  for (const [folder, id] of [
    ['panel-plugin', SETTINGS.panelPlugin],
    ['datasource-plugin', SETTINGS.datasourcePlugin],
  ] as const) {
    expect((JSON.parse(read(`${folder}/src/plugin.json`)) as { id: string }).id).toBe(id);
    expect(bound).toContainEqual(
      expect.objectContaining({ source: `./${folder}/dist`, target: `/var/lib/grafana/plugins/${id}` }),
    );
  }
});

it('mounts every dashboard', () => {
  const committed = readdirSync(new URL('dashboards/', ROOT)).filter((name) => /^presage-.*\.json$/.test(name));
  for (const name of committed) {
    expect(bound).toContainEqual({ source: `./dashboards/${name}`, target: `/var/lib/grafana/dashboards/${name}` });
  }
  const [provider] = parse(read('provisioning/grafana/dashboards/presage.yaml')).providers;
  expect(provider.options.path).toBe('/var/lib/grafana/dashboards');
});

it('has a default for every variable, and .env.example names each with that default', () => {
  const used = new Map([...text.matchAll(/\$\{(\w+)(?::-([^}]*))?\}/g)].map(([, name, value]) => [name!, value]));
  const documented = new Map(
    [...read('.env.example').matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name!, value]),
  );
  expect(Object.fromEntries(documented)).toEqual(Object.fromEntries(used));
});

it('is where Prometheus, Alertmanager and Grafana look', () => {
  const addresses = [
    ...read('provisioning/prometheus/prometheus.yml').matchAll(/targets: \[([a-z-]+):(\d+)\]/g),
    ...read('provisioning/alertmanager/alertmanager.yml').matchAll(/^ +- url: http:\/\/([a-z-]+):(\d+)/gm),
    ...read('provisioning/grafana/datasources/presage.yaml').matchAll(/url: http:\/\/([a-z-]+):(\d+)/g),
  ].map(([, host, port]) => ({ host: host!, port: port! }));
  expect(addresses.length).toBeGreaterThan(10);
  for (const { host, port } of addresses) {
    if (host === 'localhost') continue;
    const service = compose.services[host];
    expect(`${host} ${service !== undefined}`).toBe(`${host} true`);
    const inside = (service!.ports ?? []).map((mapping) => mapping.split(':').at(-1));
    if (inside.length) expect(inside).toContain(port);
  }
});

it.each(dockerfiles)('%s pins its base, does not stay root and copies what is there', (path) => {
  const lines = read(path).split('\n');
  const stages = lines.flatMap((line) => /^FROM \S+ AS (\w+)/.exec(line)?.[1] ?? []);
  for (const line of lines) {
    const [, base] = /^FROM (\S+)/.exec(line) ?? [];
    if (base && !stages.includes(base)) expect(base).toMatch(/^[a-z]+:\d+\.\d+(\.\d+)?-[a-z-]+$/);
    const [, copied] = /^COPY (?!--from)(.+) \S+$/.exec(line) ?? [];
    for (const source of copied?.split(' ') ?? [])
      expect(`${source} ${existsSync(new URL(source, ROOT))}`).toBe(`${source} true`);
  }
  // the official image of PostgreSQL gives up root by itself
  if (!path.startsWith('demo/postgres')) expect(lines).toContain('USER node');
});

const docker = spawnSync('docker', ['compose', 'version']);
(docker.status === 0 ? it : it.skip)('is accepted by Docker Compose (left out where the plugin is missing)', () => {
  const run = spawnSync('docker', ['compose', 'config', '--quiet'], { cwd: ROOT, encoding: 'utf8' });
  expect(run.stderr).toBe('');
  expect(run.status).toBe(0);
});
