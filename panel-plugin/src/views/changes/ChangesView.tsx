import { css } from '@emotion/css';
import { useStyles2 } from '@grafana/ui';
import React, { useMemo, useState } from 'react';
import { Chooser, CHOOSER_HEIGHT } from '../../components/Chooser';
import { useFirst } from '../../components/useFirst';
import { Explanation } from '../../components/Explanation';
import { CHANGE_SORTS, type ChangeSort, readChanges, sortChanges } from '../../data/changes';
import { framesOfKind } from '../../data/insight';
import { translate } from '../../i18n';
import { type ViewProps } from '../view-props';
import { ChangeItem } from './ChangeItem';
import { ChangeStrip, STRIP_HEIGHT } from './ChangeStrip';
import { changeSortLabel, rangeAround } from './facts';

/** Below this the list needs all the room. */
const STRIP_MIN_HEIGHT = 200;
const CHOOSER_MIN_HEIGHT = 160;

/** When series changed and what that means: a strip over time, and the changes ranked. */
export function ChangesView({ data, width, height, timeRange, timeZone, onChangeTimeRange }: ViewProps) {
  const styles = useStyles2(getStyles);
  const [sort, setSort] = useState<ChangeSort>('effect');
  const all = useMemo(() => readChanges(framesOfKind(data.series, 'change')), [data.series]);
  const changes = useMemo(() => sortChanges(all, sort), [all, sort]);
  const { limit, more } = useFirst(changes.length);
  const range = { from: timeRange.from.valueOf(), to: timeRange.to.valueOf() };
  if (changes.length === 0) {
    return (
      <Explanation
        icon="check-circle"
        title={translate('changes.none', 'Nothing changed')}
        text={translate('changes.none-text', 'The level of these series is the same over the whole time range.')}
      />
    );
  }
  const withChooser = height >= CHOOSER_MIN_HEIGHT;
  const withStrip = height >= STRIP_MIN_HEIGHT;
  return (
    <>
      {withChooser && (
        <Chooser<ChangeSort>
          label={translate('changes.sort', 'Sort by')}
          choices={CHANGE_SORTS.map((value) => ({ value, label: changeSortLabel(value) }))}
          value={sort}
          onChange={setSort}
          remark={translate('changes.count', '{{worse}} of {{total}} for the worse', {
            worse: all.filter(({ verdict }) => verdict === 'worse').length,
            total: all.length,
          })}
        />
      )}
      {withStrip && <ChangeStrip changes={all} range={range} width={width} timeZone={timeZone} />}
      <ol
        className={styles.list}
        style={{ height: height - (withChooser ? CHOOSER_HEIGHT : 0) - (withStrip ? STRIP_HEIGHT : 0) }}
        aria-label={translate('view.changes', 'Changes')}
      >
        {changes.slice(0, limit).map((change) => (
          <ChangeItem
            key={all.indexOf(change)}
            change={change}
            narrow={width < 520}
            timeZone={timeZone}
            onZoom={() => onChangeTimeRange(rangeAround(change.time, range))}
          />
        ))}
        {more && <li>{more}</li>}
      </ol>
    </>
  );
}

const getStyles = () => ({
  list: css({ listStyle: 'none', margin: 0, padding: 0, overflow: 'auto' }),
});
