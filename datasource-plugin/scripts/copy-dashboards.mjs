import { copyFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

// the dashboards that plugin.json offers are generated in another room; the build packs them beside it
const source = fileURLToPath(new URL('../src/', import.meta.url));
const generated = fileURLToPath(new URL('../../dashboards/', import.meta.url));
const { includes } = JSON.parse(readFileSync(path.join(source, 'plugin.json'), 'utf8'));

rmSync(path.join(source, 'dashboards'), { recursive: true, force: true });
mkdirSync(path.join(source, 'dashboards'));
for (const { path: file } of includes.filter(({ type }) => type === 'dashboard')) {
  copyFileSync(path.join(generated, path.basename(file)), path.join(source, file));
}
