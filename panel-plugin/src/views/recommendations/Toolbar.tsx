import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Combobox, FilterInput, useStyles2 } from '@grafana/ui';
import React, { useId } from 'react';
import {
  type RecommendationGroup,
  RECOMMENDATION_GROUPS,
  type RecommendationSort,
  RECOMMENDATION_SORTS,
} from '../../data/recommendations';
import { translate } from '../../i18n';
import { groupLabel, sortLabel } from '../../options';
import { spokenOnly } from '../../components/spoken-only';

interface Props {
  filter: string;
  sort: RecommendationSort;
  group: RecommendationGroup;
  shown: number;
  total: number;
  width: number;
  narrow: boolean;
  onFilter(text: string): void;
  onSort(sort: RecommendationSort): void;
  onGroup(group: RecommendationGroup): void;
}

/** Narrower than this there is room for the filter alone. */
const TINY = 320;

/** Text filter, order and groups where there is room to choose them, and how many are left. */
export function Toolbar({ filter, sort, group, shown, total, width, narrow, onFilter, onSort, onGroup }: Props) {
  const styles = useStyles2(getStyles);
  const sortId = useId();
  const groupId = useId();
  const placeholder = translate('toolbar.filter', 'Filter recommendations');
  return (
    <div className={styles.toolbar}>
      <div className={styles.filter}>
        <FilterInput
          value={filter}
          onChange={onFilter}
          placeholder={placeholder}
          aria-label={placeholder}
          escapeRegex={false}
        />
      </div>
      {width >= TINY && (
        <>
          <span id={sortId} className={spokenOnly}>
            {translate('toolbar.sort', 'Sort recommendations by')}
          </span>
          <Combobox
            aria-labelledby={sortId}
            width={22}
            value={sort}
            options={RECOMMENDATION_SORTS.map((value) => ({ value, label: sortLabel(value) }))}
            onChange={({ value }) => onSort(value)}
          />
        </>
      )}
      {!narrow && (
        <>
          <span id={groupId} className={spokenOnly}>
            {translate('toolbar.group', 'Group recommendations')}
          </span>
          <Combobox
            aria-labelledby={groupId}
            width={16}
            value={group}
            options={RECOMMENDATION_GROUPS.map((value) => ({ value, label: groupLabel(value) }))}
            onChange={({ value }) => onGroup(value)}
          />
        </>
      )}
      <span role="status" className={narrow ? spokenOnly : styles.count}>
        {translate('toolbar.count', '{{shown}} of {{total}}', { shown, total })}
      </span>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  toolbar: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), padding: 2 }),
  filter: css({ flex: 1, minWidth: 0, maxWidth: 420 }),
  count: css({
    marginLeft: 'auto',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    whiteSpace: 'nowrap',
  }),
});
