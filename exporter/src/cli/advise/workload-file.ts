import { stat } from 'node:fs/promises';
import type { Statement } from '../../analysis/indexing/statement.js';
import { PresageError } from '../../error.js';
import { readLines } from '../input/read-lines.js';

const MAXIMUM_BYTES = 64 * 1024 * 1024;
/** What may hold a semicolon that ends no statement, and the semicolon itself; of a block comment only its beginning. */
const TOKEN =
  /(?<![\w$])[eE]'(?:[^'\\]|\\[\s\S]|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|(?<![\w$])\$((?!\d)\w*)\$[\s\S]*?\$\1\$|--[^\n]*|\/\*|;/gu;
/** Commands of psql stand on a line of their own. */
const META_COMMAND = /^\s*\\.*$/gm;
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
    const sql = withoutFirstComments(part).trim();
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
  const token = new RegExp(TOKEN);
  let start = 0;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    if (match[0] === '/*') token.lastIndex = commentEnd(text, match.index);
    if (match[0] !== ';') continue;
    parts.push(text.slice(start, match.index));
    start = match.index + 1;
  }
  return [...parts, text.slice(start)].map((part) => part.replace(META_COMMAND, ''));
}

/** Where the block comment ends that begins at `start`: PostgreSQL lets comments hold comments. */
function commentEnd(text: string, start: number): number {
  const mark = /\/\*|\*\//g;
  mark.lastIndex = start;
  let depth = 0;
  for (let match = mark.exec(text); match; match = mark.exec(text)) {
    depth += match[0] === '/*' ? 1 : -1;
    if (depth === 0) return mark.lastIndex;
  }
  return text.length;
}

function withoutFirstComments(text: string): string {
  const rest = text.trimStart();
  if (rest.startsWith('/*')) return withoutFirstComments(rest.slice(commentEnd(rest, 0)));
  return rest.startsWith('--') ? withoutFirstComments(rest.replace(/^--[^\n]*/, '')) : rest;
}
