import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PANELS, type Panel } from './panels.js';

export interface Page {
  url: string;
  close(): Promise<void>;
}

/** The page of e2e/, which shows the panels live without Grafana; undefined where it is not built. */
export async function startPage(options: {
  root: string;
  exporterUrl: string;
  port: number;
}): Promise<Page | undefined> {
  const server = join(options.root, 'e2e/server.mjs');
  if (!existsSync(server) || !existsSync(join(options.root, 'e2e/dist/index.html'))) return undefined;
  const module = (await import(pathToFileURL(server).href)) as {
    startPage(options: { exporterUrl: string; port: number; panels: readonly Panel[] }): Promise<Page>;
  };
  return module.startPage({ exporterUrl: options.exporterUrl, port: options.port, panels: PANELS });
}
