import { stat } from 'node:fs/promises';
import type { Statement } from '../../analysis/indexing/statement.js';
import { PresageError } from '../../error.js';
import { readLines } from '../input/read-lines.js';

const MAXIMUM_BYTES = 64 * 1024 * 1024;
const TOKEN = /'(?:[^'\\]|\\.|'')*'|"(?:[^"]|"")*"|\$(\w*)\$[\s\S]*?\$\1\$|--[^\n]*|\/\*[\s\S]*?\*\/|;/g;
const CALLS = /--\s*calls:\s*(\d{1,15})\b/;

/** The statements of a file, each once with the number of its runs. Throws PRS_INPUT_UNREADABLE. */
export async function readWorkloadFile(path: string): Promise<Statement[]> {
  const size = await stat(path).then(
    (info) => info.size,
    () => 0,
  );
  if (size > MAXIMUM_BYTES) {
    throw new PresageError('PRS_INPUT_UNREADABLE', `Cannot read ${path}: it is larger than 64 MiB`);
  }
  const lines: string[] = [];
  for await (const batch of readLines(path)) lines.push(...batch);
  return parseWorkload(lines.join('\n'));
}

/**
 * Splits SQL at the semicolons that stand outside of strings, quoted names and comments. The same text twice counts twice, and a comment
 * `-- calls: 120` before or in a statement counts for so many.
 */
export function parseWorkload(text: string): Statement[] {
  const statements = new Map<string, Statement>();
  for (const part of splitStatements(text)) {
    const calls = Number(CALLS.exec(part)?.[1] ?? 1);
    const sql = part.replace(/^(\s+|--[^\n]*(\n|$)|\/\*[\s\S]*?\*\/)+/, '').trim();
    if (sql === '') continue;
    const known = statements.get(sql);
    if (known) {
      known.calls += calls;
      known.rows += calls;
    } else {
      const id = `q${statements.size + 1}`;
      statements.set(sql, { id, text: sql, calls, rows: calls, totalMilliseconds: 0 });
    }
  }
  return [...statements.values()];
}

function splitStatements(text: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (const match of text.matchAll(TOKEN)) {
    if (match[0] !== ';') continue;
    parts.push(text.slice(start, match.index));
    start = match.index + 1;
  }
  return [...parts, text.slice(start)];
}
