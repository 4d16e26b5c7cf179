import { type DataFrame } from '@grafana/data';
import { FIELDS } from '@presage/contract/frames';
import { numberCell, textCell } from './columns';
import { insightMeta } from './insight';

/** A span of time that an annotation marks; a single moment has equal ends. */
export interface Region {
  from: number;
  to: number;
  title: string;
  text: string;
  tags: string[];
  /** It is an anomaly that Presage found, not an annotation of the dashboard. */
  anomaly: boolean;
}

/** Reads annotation frames of our queries and of the dashboard, in order of time; rows without a time are left out. */
export function readRegions(frames: DataFrame[]): Region[] {
  const regions = frames.flatMap((frame) => {
    const anomaly = insightMeta(frame)?.kind === 'anomaly';
    return Array.from({ length: frame.length }, (_, row) => readRegion(frame, row, anomaly));
  });
  return regions.flatMap((region) => (region ? [region] : [])).sort((a, b) => a.from - b.from);
}

/** The regions that hold a moment; a single moment counts within the tolerance, milliseconds. */
export function regionsAt(regions: Region[], time: number, tolerance: number): Region[] {
  return regions.filter(({ from, to }) => time >= from - tolerance && time <= to + tolerance);
}

function readRegion(frame: DataFrame, row: number, anomaly: boolean): Region | undefined {
  const from = numberCell(frame, FIELDS.time, row);
  if (from === undefined) {
    return undefined;
  }
  const to = numberCell(frame, FIELDS.timeEnd, row) ?? from;
  return {
    from,
    to: Math.max(from, to),
    title: textCell(frame, FIELDS.title, row),
    text: textCell(frame, FIELDS.text, row),
    tags: readTags(frame, row),
    anomaly,
  };
}

function readTags(frame: DataFrame, row: number): string[] {
  const value: unknown = frame.fields.find(({ name }) => name === FIELDS.tags)?.values[row];
  if (Array.isArray(value)) {
    return value.map(String);
  }
  const text = textCell(frame, FIELDS.tags, row);
  return text === ''
    ? []
    : text
        .split(',')
        .map((tag) => tag.trim())
        .filter(Boolean);
}
