import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React, { useMemo, useState } from 'react';
import { useFirst } from '../../components/useFirst';
import { Explanation } from '../../components/Explanation';
import { framesOfKind } from '../../data/insight';
import {
  filterRecommendations,
  firstOfGroups,
  groupRecommendations,
  readRecommendations,
  type RecommendationGroup,
  type RecommendationRow,
  sortRecommendations,
} from '../../data/recommendations';
import { translate } from '../../i18n';
import { type ViewProps } from '../view-props';
import { actionLabel } from './facts';
import { RecommendationItem } from './RecommendationItem';
import { Toolbar } from './Toolbar';

/** Lower than this the first recommendation needs the room. */
const TOOLBAR_MIN_HEIGHT = 80;
/** Narrower than this the numbers go below the title, and labels above their values. */
const NARROW = 520;

/** Ranked recommendations; each opens to its reason, evidence, change and way back. */
export function RecommendationsView({ data, options, width, height, timeZone }: ViewProps) {
  const styles = useStyles2(getStyles);
  const [filter, setFilter] = useState('');
  const [chosenSort, setChosenSort] = useState<typeof options.sortRecommendations>();
  const [chosenGroup, setChosenGroup] = useState<RecommendationGroup>();
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const all = useMemo(() => readRecommendations(framesOfKind(data.series, 'recommendation')), [data.series]);
  const sort = chosenSort ?? options.sortRecommendations;
  const group = chosenGroup ?? options.groupRecommendations;
  const rows = useMemo(() => filterRecommendations(sortRecommendations(all, sort), filter), [all, sort, filter]);
  const { limit, more } = useFirst(rows.length);

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
  const narrow = width < NARROW;
  const items = (members: RecommendationRow[]) =>
    members.map((row) => (
      <RecommendationItem
        key={row.id}
        row={row}
        open={open.has(row.id)}
        narrow={narrow}
        timeZone={timeZone}
        onToggle={() => setOpen(toggled(open, row.id))}
      />
    ));
  const label = translate('view.recommendations', 'Recommendations');
  return (
    <div className={styles.view} style={{ height }}>
      {all.length > 1 && height >= TOOLBAR_MIN_HEIGHT && (
        <Toolbar
          filter={filter}
          sort={sort}
          group={group}
          shown={rows.length}
          total={all.length}
          width={width}
          narrow={narrow}
          onFilter={setFilter}
          onSort={setChosenSort}
          onGroup={setChosenGroup}
        />
      )}
      {rows.length === 0 ? (
        <Explanation
          title={translate('recommendations.no-match', 'No recommendation matches the filter')}
          text={translate('recommendations.no-match-text', 'All words must occur in it, in any order.')}
        />
      ) : (
        <div className={styles.list}>
          {group === 'none' ? (
            <ol aria-label={label}>{items(rows.slice(0, limit))}</ol>
          ) : (
            firstOfGroups(groupRecommendations(rows, group), limit).map(({ name, rows: members, total }) => {
              const title = groupTitle(name, group);
              return (
                <section key={name}>
                  <div className={styles.group}>
                    <bdi>{title}</bdi> <span className={styles.count}>{total}</span>
                  </div>
                  <ol aria-label={title}>{items(members)}</ol>
                </section>
              );
            })
          )}
          {more}
        </div>
      )}
    </div>
  );
}

function groupTitle(name: string, group: RecommendationGroup): string {
  if (name === '') {
    return translate('recommendations.no-group', 'Other');
  }
  return group === 'action' ? actionLabel(name) : name;
}

function toggled(open: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(open);
  return next.delete(id) ? next : next.add(id);
}

const getStyles = (theme: GrafanaTheme2) => ({
  view: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(1), overflow: 'hidden' }),
  list: css({
    flex: 1,
    minHeight: 0,
    overflow: 'auto',
    '& ol': { listStyle: 'none', margin: 0, padding: 0 },
  }),
  group: css({
    padding: theme.spacing(0.5, 1),
    background: theme.colors.background.secondary,
    fontWeight: theme.typography.fontWeightMedium,
    overflowWrap: 'anywhere',
  }),
  count: css({ color: theme.colors.text.secondary, fontSize: theme.typography.bodySmall.fontSize }),
});
