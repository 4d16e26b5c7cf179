/**
 * The answer of `INFO` as one flat record. Section headings and lines that are no `field:value` are left out; only the
 * first colon separates, since values such as `db0:keys=1,expires=0` and paths keep theirs.
 * https://redis.io/docs/latest/commands/info/
 */
export function parseInfo(text: string): Record<string, string> {
  const fields: [string, string][] = [];
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0 && !line.startsWith('#')) fields.push([line.slice(0, colon), line.slice(colon + 1)]);
  }
  // fromEntries defines own properties, so that a field named __proto__ stays a field.
  return Object.fromEntries(fields);
}
