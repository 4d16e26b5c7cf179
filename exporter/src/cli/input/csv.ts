/**
 * Fields of a line as RFC 4180 has them, except that a quoted field does not span lines.
 * Empty when a stray quote leaves no columns that one could trust.
 */
export function splitFields(line: string, separator: Separator = ','): string[] {
  if (!line.includes('"')) return line.split(separator);
  return separator === ','
    ? splitQuoted(line)
    : splitQuoted(swapped(line, separator)).map((field) => swapped(field, separator));
}

/** What may stand between fields: the comma, or what spreadsheets write where the comma is in the numbers. */
export const SEPARATORS = [',', ';', '\t'] as const;
export type Separator = (typeof SEPARATORS)[number];

/** Commas and separators in each other's place. */
function swapped(text: string, separator: Separator): string {
  return text.replace(/[,;\t]/g, (sign) => (sign === ',' ? separator : sign === separator ? ',' : sign));
}

function splitQuoted(line: string): string[] {
  const fields: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",]*))(?:,|$)/y;
  while (field.lastIndex < line.length) {
    const match = field.exec(line);
    if (!match) return [];
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2]!);
    if (field.lastIndex === line.length && !match[0].endsWith(',')) return fields;
  }
  return [...fields, ''];
}

/** One field as RFC 4180 wants it: quoted only where it must be. */
export function toField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
