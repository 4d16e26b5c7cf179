import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { progress, root, run } from './run.mjs';
import { zip } from './zip.mjs';

const HELP = `npm run package -- [options]

Builds both plugins and packs each as Grafana's catalogue wants it: <id>-<version>.zip with one folder named by the id, and
its SHA-1 beside it. With GRAFANA_ACCESS_POLICY_TOKEN the plugins are signed first, through @grafana/sign-plugin.

  --output <folder>      default: .presage/packages
  --root-urls <list>     signs privately, for the Grafana at these addresses (comma separated)
  --no-build             packs what dist/ holds
  --help                 this text
`;
const OPTIONS = {
  output: { type: 'string', default: `${root}/.presage/packages` },
  'root-urls': { type: 'string' },
  'no-build': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
};

const { values } = parseArgs({ options: OPTIONS });
if (values.help) {
  process.stdout.write(HELP);
  process.exit(0);
}
if (!values['no-build']) await build();
const output = path.resolve(values.output);
mkdirSync(output, { recursive: true });
for (const folder of ['panel-plugin', 'datasource-plugin']) await pack(`${root}/${folder}`);

async function pack(workspace) {
  const { id, info } = JSON.parse(readFileSync(`${workspace}/dist/plugin.json`, 'utf8'));
  const staged = path.join(output, id);
  // a signature covers the files beside it: a copy is signed, so that dist/ never holds an old one
  rmSync(staged, { recursive: true, force: true });
  cpSync(`${workspace}/dist`, staged, { recursive: true });
  rmSync(`${staged}/MANIFEST.txt`, { force: true });
  const signed = await sign(workspace, staged);
  const files = Object.fromEntries(
    filesBelow(staged).map((file) => [`${id}/${file}`, readFileSync(`${staged}/${file}`)]),
  );
  const archive = zip(files);
  const file = path.join(output, `${id}-${info.version}.zip`);
  writeFileSync(file, archive);
  writeFileSync(`${file}.sha1`, `${createHash('sha1').update(archive).digest('hex')}\n`);
  rmSync(staged, { recursive: true });
  progress(`${file} (${Math.round(archive.length / 1024)} kB, ${signed ? 'signed' : 'not signed'})`);
}

async function sign(workspace, staged) {
  if (!process.env.GRAFANA_ACCESS_POLICY_TOKEN) return false;
  const urls = values['root-urls'] ? ['--rootUrls', values['root-urls']] : [];
  await run('npx', ['--no-install', 'sign-plugin', '--distDir', staged, ...urls], { cwd: workspace });
  return true;
}

/** Paths of all files below a folder, in an order that is always the same. */
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true })
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => statSync(path.join(folder, file)).isFile())
    .sort();
}
