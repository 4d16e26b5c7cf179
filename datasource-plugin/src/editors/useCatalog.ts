import type { Catalog } from '@presage/contract/api';
import { useEffect, useState } from 'react';

/** Where the choices of an editor come from. */
export type CatalogState =
  | { state: 'loading' }
  | { state: 'failed'; message: string }
  | { state: 'ready'; catalog: Catalog };

interface Datasource {
  catalog(): Promise<Catalog>;
}

const LOADING: CatalogState = { state: 'loading' };

/** Asks for the catalogue once for each data source; answers that come too late are dropped. */
export function useCatalog(datasource: Datasource): CatalogState {
  const [answer, setAnswer] = useState<{ of: Datasource; state: CatalogState }>();
  useEffect(() => {
    let wanted = true;
    const show = (state: CatalogState) => wanted && setAnswer({ of: datasource, state });
    datasource.catalog().then(
      (catalog) => show({ state: 'ready', catalog }),
      (failure: Error) => show({ state: 'failed', message: failure.message }),
    );
    return () => {
      wanted = false;
    };
  }, [datasource]);
  return answer?.of === datasource ? answer.state : LOADING;
}
