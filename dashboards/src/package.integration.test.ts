import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { ROOT } from './artifacts.js';
import { SETTINGS } from './settings.js';

const PLUGINS = [
  { id: SETTINGS.panelPlugin, workspace: 'panel-plugin' },
  { id: SETTINGS.datasourcePlugin, workspace: 'datasource-plugin' },
];
let output: string;

beforeAll(() => {
  output = mkdtempSync(join(tmpdir(), 'presage-packages-'));
  pack({});
});
afterAll(() => rmSync(output, { recursive: true, force: true }));

/** Rules of Grafana's plugin validator on the archive: archive, metadata, license, changelog, readme, logos, modulejs, jssourcemap. */
describe.each(PLUGINS)('the archive of $id', ({ id, workspace }) => {
  const entries = () => unzip(readFileSync(join(output, `${id}-${version()}.zip`)));
  const version = () => (JSON.parse(text(`${workspace}/package.json`)) as { version: string }).version;

  it('has one folder, named by the id', () => {
    expect(new Set([...entries().keys()].map((path) => path.split('/')[0]))).toEqual(new Set([id]));
  });

  it('holds what dist holds, byte for byte, and no signature of another build', () => {
    const dist = new URL(`${workspace}/dist/`, ROOT).pathname;
    const built = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const paths = built
      .map((entry) => join(entry.parentPath, entry.name).slice(dist.length))
      .filter((path) => path !== 'MANIFEST.txt');
    expect([...entries().keys()].sort()).toEqual(paths.map((path) => `${id}/${path}`).sort());
    for (const path of paths)
      expect(
        entries()
          .get(`${id}/${path}`)!
          .equals(readFileSync(join(dist, path))),
      ).toBe(true);
  });

  it('has what the catalogue asks for, and a manifest with version and date', () => {
    const files = entries();
    const names = ['plugin.json', 'module.js', 'module.js.map', 'README.md', 'CHANGELOG.md', 'LICENSE'];
    for (const name of names) expect([name, files.has(`${id}/${name}`)]).toEqual([name, true]);
    const manifest = JSON.parse(files.get(`${id}/plugin.json`)!.toString()) as Manifest;
    expect(manifest.id).toBe(id);
    expect(manifest.info.version).toBe(version());
    expect(manifest.info.updated).toMatch(/^\d{4}-\d\d-\d\d$/);
    const pictures = [...Object.values(manifest.info.logos), ...manifest.info.screenshots.map(({ path }) => path)];
    for (const picture of pictures) expect([picture, files.has(`${id}/${picture}`)]).toEqual([picture, true]);
    for (const { path } of manifest.includes ?? []) expect([path, files.has(`${id}/${path}`)]).toEqual([path, true]);
  });

  it('comes with its SHA-1, and is the same each time', () => {
    const file = join(output, `${id}-${version()}.zip`);
    const before = readFileSync(file);
    expect(readFileSync(`${file}.sha1`, 'utf8').trim()).toBe(createHash('sha1').update(before).digest('hex'));
    pack({});
    expect(readFileSync(file).equals(before)).toBe(true);
  });
});

it('signs through sign-plugin when a token is given, and packs nothing when that fails', () => {
  const folder = join(output, 'bin');
  mkdirSync(folder);
  // what npx would start; the real one asks Grafana's servers
  writeFileSync(join(folder, 'npx'), '#!/bin/sh\necho "$@" >> "$CALLS"\nexit "$FAKE_EXIT"\n', { mode: 0o755 });
  const calls = join(output, 'calls');
  const environment = { GRAFANA_ACCESS_POLICY_TOKEN: 'x', CALLS: calls, PATH: `${folder}:${process.env['PATH']}` };
  expect(pack({ ...environment, FAKE_EXIT: '1' }).status).not.toBe(0);
  expect(pack({ ...environment, FAKE_EXIT: '0' }).status).toBe(0);
  const asked = readFileSync(calls, 'utf8').trim().split('\n');
  expect(asked).toHaveLength(3);
  for (const line of asked)
    expect(line).toMatch(/^--no-install sign-plugin --distDir \S+presage-insights-(panel|datasource)$/);
});

interface Manifest {
  id: string;
  info: { version: string; updated: string; logos: Record<string, string>; screenshots: { path: string }[] };
  includes?: { path: string }[];
}

function text(path: string): string {
  return readFileSync(new URL(path, ROOT), 'utf8');
}

function pack(environment: Record<string, string>) {
  return spawnSync('node', ['scripts/package.mjs', '--no-build', '--output', output], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, GRAFANA_ACCESS_POLICY_TOKEN: '', ...environment },
  });
}

/** Files of an archive, read from its central directory as any unpacker does. */
function unzip(archive: Buffer): Map<string, Buffer> {
  const end = archive.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  let at = archive.readUInt32LE(end + 16);
  const files = new Map<string, Buffer>();
  for (let index = 0; index < archive.readUInt16LE(end + 10); index++) {
    const [packed, size, name] = [
      archive.readUInt32LE(at + 20),
      archive.readUInt32LE(at + 24),
      archive.readUInt16LE(at + 28),
    ];
    const local = archive.readUInt32LE(at + 42);
    const data = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const content = inflateRawSync(archive.subarray(data, data + packed));
    expect(content.length).toBe(size);
    files.set(archive.subarray(at + 46, at + 46 + name).toString(), content);
    at += 46 + name;
  }
  return files;
}
