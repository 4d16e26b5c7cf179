import { readFileSync } from 'node:fs';
import { pages } from './pages.js';

describe.each(Object.entries(pages()))('docs/%s', (name, text) => {
  it('is what `npm run generate` writes', () => {
    expect(readFileSync(new URL(`../../../docs/${name}`, import.meta.url), 'utf8')).toBe(text);
  });

  it('has tables whose rows all have the same number of cells', () => {
    const tables = text.split('\n\n').filter((block) => block.startsWith('|'));
    for (const table of tables) {
      const widths = new Set(
        table
          .trim()
          .split('\n')
          .map((line) => line.split(/(?<!\\)\|/).length),
      );
      expect(widths.size).toBe(1);
    }
  });
});
