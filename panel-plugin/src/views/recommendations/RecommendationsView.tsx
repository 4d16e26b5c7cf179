import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React, { useMemo, useState } from 'react';
import { Explanation } from '../../components/Explanation';
import { framesOfKind } from '../../data/insight';
import { filterRecommendations, readRecommendations, sortRecommendations } from '../../data/recommendations';
import { translate } from '../../i18n';
import { type ViewProps } from '../view-props';
import { RecommendationItem } from './RecommendationItem';
import { Toolbar } from './Toolbar';

/** Narrower than this the numbers go below the title, and labels above their values. */
const NARROW = 520;

/** Ranked recommendations; each opens to its reason, evidence, change and way back. */
export function RecommendationsView({ data, options, width, height, timeZone }: ViewProps) {
  const styles = useStyles2(getStyles);
  const [filter, setFilter] = useState('');
  const [chosenSort, setChosenSort] = useState<typeof options.sortRecommendations>();
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const all = useMemo(() => readRecommendations(framesOfKind(data.series, 'recommendation')), [data.series]);
  const sort = chosenSort ?? options.sortRecommendations;
  const rows = useMemo(() => filterRecommendations(sortRecommendations(all, sort), filter), [all, sort, filter]);

  if (all.length === 0) {
    return (
      <Explanation
        icon="check-circle"
        title={translate('recommendations.none', 'Nothing to recommend')}
        text={translate(
          'recommendations.none-text',
          'The advisors of this query have found no change that is worth its cost. What they can see is listed on the landing page of the exporter.'
        )}
      />
    );
  }
  return (
    <div className={styles.view} style={{ height }}>
      {all.length > 1 && (
        <Toolbar
          filter={filter}
          sort={sort}
          shown={rows.length}
          total={all.length}
          narrow={width < NARROW}
          onFilter={setFilter}
          onSort={setChosenSort}
        />
      )}
      {rows.length === 0 ? (
        <Explanation
          title={translate('recommendations.no-match', 'No recommendation matches the filter')}
          text={translate('recommendations.no-match-text', 'All words must occur in it, in any order.')}
        />
      ) : (
        <ol className={styles.list} aria-label={translate('view.recommendations', 'Recommendations')}>
          {rows.map((row) => (
            <RecommendationItem
              key={row.id}
              row={row}
              open={open.has(row.id)}
              narrow={width < NARROW}
              timeZone={timeZone}
              onToggle={() => setOpen(toggled(open, row.id))}
            />
          ))}
        </ol>
      )}
    </div>
  );
}

function toggled(open: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(open);
  return next.delete(id) ? next : next.add(id);
}

const getStyles = (theme: GrafanaTheme2) => ({
  view: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), overflow: 'hidden' }),
  list: css({ listStyle: 'none', margin: 0, padding: 0, flex: 1, minHeight: 0, overflow: 'auto' }),
});
