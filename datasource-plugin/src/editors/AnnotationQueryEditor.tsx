import type { DataSourceApi, QueryEditorProps } from '@grafana/data';
import type { InsightKind } from '@presage/contract/kinds';
import React from 'react';
import type { DataSource } from '../datasource/datasource';
import type { PresageQuery } from '../queries/query';
import { QueryEditor } from './QueryEditor';

const KINDS = ['anomaly', 'change', 'recommendation'] as const satisfies readonly InsightKind[];

/** The query editor with the kinds of insight that happen at a moment. */
export function AnnotationQueryEditor(props: QueryEditorProps<DataSourceApi<PresageQuery>, PresageQuery>) {
  // Grafana types this data source by its base class only
  const datasource = props.datasource as DataSource;
  return <QueryEditor {...props} datasource={datasource} kinds={KINDS} forAnnotations />;
}
