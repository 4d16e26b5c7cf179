import { CustomVariableSupport, type DataQueryRequest, type DataQueryResponse } from '@grafana/data';
import { catchError, map, type Observable } from 'rxjs';
import type { DataSource } from '../datasource/datasource';
import { describeFailure } from '../datasource/failure';
import type { PresageOptions } from '../datasource/settings';
import { VariableQueryEditor } from '../editors/VariableQueryEditor';
import { expandNames } from '../queries/interpolation';
import type { PresageQuery } from '../queries/query';
import { listValues, type PresageVariableQuery, VARIABLE_LISTS } from './values';

/** Template variables that list names out of the exporter's catalogue. */
export class PresageVariableSupport extends CustomVariableSupport<
  DataSource,
  PresageVariableQuery,
  PresageQuery,
  PresageOptions
> {
  editor = VariableQueryEditor;

  constructor(private readonly datasource: DataSource) {
    super();
  }

  query = ({ targets, scopedVars }: DataQueryRequest<PresageVariableQuery>): Observable<DataQueryResponse> => {
    const { list, source, target } = targets[0];
    const names = (text = '') => expandNames(text, scopedVars ?? {}, this.datasource.replace);
    return this.datasource.client.catalog().pipe(
      map((catalog) => {
        if (!VARIABLE_LISTS.includes(list)) {
          throw new Error(`A variable can list ${VARIABLE_LISTS.join(', ')}, not “${list}”.`);
        }
        return { data: listValues(catalog, list, names(source), names(target)) };
      }),
      catchError((failure) => {
        throw new Error(describeFailure(failure));
      }),
    );
  };
}
