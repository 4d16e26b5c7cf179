import type { CheckResult } from './result.js';

const MARKS = { ok: '✓', warning: '!', error: '✗' } as const;

/** Results as lines for people: one a check, codes and hints below those that are not fine. */
export function formatTable(results: readonly CheckResult[]): string {
  const cells = results.map(({ source, target, check }) => [source, target, printable(check)] as const);
  const widths = [0, 1, 2].map((column) => Math.max(0, ...cells.map((row) => row[column]!.length)));
  const lines = results.flatMap(({ status, message, code, hint }, index) => {
    const place = cells[index]!.map((cell, column) => cell.padEnd(widths[column]!)).join('  ');
    const first = `${MARKS[status]} ${place}  ${printable(message)}`;
    return hint === undefined ? [first] : [first, `    ${code}: ${hint}`];
  });
  const count = (status: CheckResult['status']) => results.filter((result) => result.status === status).length;
  return `${lines.join('\n')}\n\n${count('ok')} fine, ${count('warning')} warnings, ${count('error')} errors\n`;
}

/** What servers say may hold control characters, which a terminal would obey. */
function printable(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ');
}
