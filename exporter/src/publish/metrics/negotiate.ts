import type { MetricsFormat } from './family.js';

interface Range {
  type: string;
  version: string | undefined;
  quality: number;
}

/**
 * The format that a client asks for. OpenMetrics only when it is named (with version 1.0.0 or none) and not
 * ranked below plain text; everything else, also no header at all, gets text 0.0.4, as other exporters answer.
 */
export function negotiateFormat(accept: string | undefined): MetricsFormat {
  const ranges = parseAccept(accept ?? '');
  const openMetrics = best(ranges, ({ type, version }) => {
    return type === 'application/openmetrics-text' && (version === undefined || version === '1.0.0');
  });
  const text = best(ranges, ({ type }) => type === 'text/plain');
  return openMetrics > 0 && openMetrics >= text ? 'openmetrics' : 'text';
}

/** Whether the client takes gzip: `gzip` or `*` with a quality above 0, the named one deciding. */
export function acceptsGzip(acceptEncoding: string | undefined): boolean {
  const ranges = parseAccept(acceptEncoding ?? '');
  const named = ranges.find(({ type }) => type === 'gzip') ?? ranges.find(({ type }) => type === '*');
  return named !== undefined && named.quality > 0;
}

function best(ranges: readonly Range[], fits: (range: Range) => boolean): number {
  return Math.max(0, ...ranges.filter(fits).map(({ quality }) => quality));
}

function parseAccept(header: string): Range[] {
  return header.split(',', 100).map((part) => {
    const [type = '', ...parameters] = part.split(';').map((piece) => piece.trim().toLowerCase());
    const parameter = (name: string) =>
      parameters
        .find((text) => text.startsWith(`${name}=`))
        ?.slice(name.length + 1)
        .replaceAll('"', '');
    const quality = Number(parameter('q') ?? 1);
    return { type, version: parameter('version'), quality: Number.isFinite(quality) ? quality : 0 };
  });
}
