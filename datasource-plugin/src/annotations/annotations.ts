import type { AnnotationEvent, AnnotationQuery, AnnotationSupport, DataFrame } from '@grafana/data';
import { FIELDS } from '@presage/contract/frames';
import { of } from 'rxjs';
import { AnnotationQueryEditor } from '../editors/AnnotationQueryEditor';
import { mendQuery } from '../queries/mend';
import type { PresageQuery } from '../queries/query';

const DEFAULT_ANNOTATION: Partial<PresageQuery> = { kind: 'anomaly', format: 'annotations' };

/** Anomalies as regions, changes at their moment, recommendations when they were first found. */
export const annotationSupport: AnnotationSupport<PresageQuery> = {
  getDefaultQuery: () => DEFAULT_ANNOTATION,
  prepareQuery: ({ target }: AnnotationQuery<PresageQuery>) => {
    const query = mendQuery({ refId: 'Annotation', kind: 'anomaly', ...target, live: false });
    return query.kind === 'recommendation' ? query : { ...query, format: 'annotations' };
  },
  processEvents: (_annotation, frames) => of(frames.flatMap(readEvents)),
  QueryEditor: AnnotationQueryEditor,
};

function readEvents(frame: DataFrame): AnnotationEvent[] {
  return frame.meta?.custom?.kind === 'recommendation' ? readRecommendations(frame) : readRegions(frame);
}

function readRegions(frame: DataFrame): AnnotationEvent[] {
  const read = columns(frame);
  return rows(frame).map((row) => ({
    id: read(FIELDS.id, row),
    time: read(FIELDS.time, row),
    timeEnd: read(FIELDS.timeEnd, row),
    title: read(FIELDS.title, row),
    text: escapeHtml(read(FIELDS.text, row) ?? ''),
    tags: readTags(read(FIELDS.tags, row)),
    isRegion: read(FIELDS.timeEnd, row) != null,
  }));
}

function readRecommendations(frame: DataFrame): AnnotationEvent[] {
  const read = columns(frame);
  return rows(frame).map((row) => ({
    id: read('id', row),
    time: read('firstSeen', row),
    title: read('title', row),
    text: escapeHtml(read('reason', row) ?? ''),
    tags: [read('advisor', row), read('target', row), read('action', row)].filter(Boolean),
  }));
}

function columns(frame: DataFrame) {
  const values = new Map(frame.fields.map((field) => [field.name, field.values]));
  return (name: string, row: number) => values.get(name)?.[row];
}

function rows(frame: DataFrame): number[] {
  return Array.from({ length: frame.length }, (_, row) => row);
}

/** The exporter writes tags as text, Grafana wants a list. */
function readTags(tags: unknown): string[] {
  if (Array.isArray(tags)) {
    return tags.map(String);
  }
  return typeof tags === 'string' ? tags.split(',').filter(Boolean) : [];
}

/** Grafana renders the text of annotations as HTML; label values of metrics are anybody's text. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
