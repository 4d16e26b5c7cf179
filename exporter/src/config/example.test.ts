import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { configSchema } from './config.js';
import { parseConfig } from './load.js';

const file = new URL('../../../docs/presage.example.yaml', import.meta.url);

describe('docs/presage.example.yaml', () => {
  it('is valid without any environment', async () => {
    const config = await parseConfig(await readFile(file, 'utf8'), { file: file.pathname, environment: {} });
    expect(config.targets.postgres.length).toBeGreaterThan(0);
  });

  it('shows every key of the schema', async () => {
    const text = await readFile(file, 'utf8');
    const shown = new Set([...text.matchAll(/^[\s-]*([a-z_]+):/gm)].map((match) => match[1]));
    const missing = keysOf(configSchema).filter((key) => !shown.has(key) && !isSecretFile(key));
    expect(missing).toEqual([]);
  });
});

function isSecretFile(key: string): boolean {
  return /^(url|password|sentinel_password|bearer_token)_file$/.test(key);
}

function keysOf(schema: unknown): string[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return keysOf(schema.unwrap());
  }
  if (schema instanceof z.ZodArray) return keysOf(schema.element);
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).flatMap(([key, value]) => [key, ...keysOf(value)]);
}
