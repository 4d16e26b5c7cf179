import { css, cx } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import React, { useMemo, useState } from 'react';
import { Chooser, CHOOSER_HEIGHT } from '../../components/Chooser';
import { useFirst } from '../../components/useFirst';
import { Explanation } from '../../components/Explanation';
import { readIncidents } from '../../data/causes';
import { framesOfKind } from '../../data/insight';
import { translate } from '../../i18n';
import { type ViewProps } from '../view-props';
import { CauseDetail } from './CauseDetail';
import { CauseGraph } from './CauseGraph';
import { CauseItem } from './CauseItem';

/** Narrower than this there is no room for the graph beside the list. */
const GRAPH_MIN_WIDTH = 560;
/** Lower than this the list needs the room of the words. */
const LOW = 200;

/** Series ranked by how likely they are the cause of an incident, with who moved before whom. */
export function CausesView({ data, width, height, timeZone }: ViewProps) {
  const styles = useStyles2(getStyles);
  const [chosen, setChosen] = useState<string>();
  const [focus, setFocus] = useState<number>();
  const incidents = useMemo(
    () =>
      readIncidents(framesOfKind(data.series, 'cause')).map((incident, index) => ({ incident, key: String(index) })),
    [data.series]
  );
  const { incident, key } = incidents.find((one) => one.key === chosen) ?? incidents[0];
  const { limit, more } = useFirst(incident?.causes.length ?? 0);
  const several = incidents.length > 1;
  const chooser = several && (
    <Chooser
      label={translate('causes.incident', 'Incident')}
      choices={incidents.map((one) => ({ value: one.key, label: one.incident.name || one.incident.expr || one.key }))}
      value={key}
      onChange={(value) => {
        setChosen(value);
        setFocus(undefined);
      }}
    />
  );
  const rest = height - (several ? CHOOSER_HEIGHT : 0);
  if (incident.causes.length === 0) {
    return (
      <>
        {chooser}
        <div style={{ height: rest }}>
          <Explanation
            title={translate('causes.none', 'No series stands out')}
            text={
              incident.explanation ||
              translate(
                'causes.none-text',
                'None of the series that were compared left its normal around the incident.'
              )
            }
          />
        </div>
      </>
    );
  }
  const graphWidth = width >= GRAPH_MIN_WIDTH ? Math.min(Math.round(width * 0.4), 420) : 0;
  const { start, end, explanation } = incident;
  return (
    <>
      {chooser}
      <div className={styles.view} style={{ height: rest }}>
        <p className={cx(styles.explanation, rest < LOW && styles.short)} title={explanation} dir="auto">
          {explanation}
          {rest >= LOW && start !== undefined && end !== undefined && (
            <span className={styles.span}>
              {`${dateTimeFormat(start, { timeZone })} – ${dateTimeFormat(end, { timeZone })}`}
            </span>
          )}
        </p>
        <div className={styles.scroll} tabIndex={0} role="region" aria-label={translate('view.causes', 'Causes')}>
          <ol className={styles.list}>
            {incident.causes.slice(0, limit).map((cause, place) => (
              <CauseItem
                key={cause.row}
                cause={cause}
                first={place === 0}
                focused={place === focus}
                onFocus={() => setFocus(place === focus ? undefined : place)}
              />
            ))}
            {more && <li>{more}</li>}
          </ol>
          {graphWidth > 0 && (
            <CauseGraph
              incident={{ ...incident, causes: incident.causes.slice(0, limit) }}
              width={graphWidth}
              focus={focus}
              timeZone={timeZone}
            />
          )}
        </div>
        {focus !== undefined && incident.causes[focus] && (
          <CauseDetail incident={incident} place={focus} timeZone={timeZone} />
        )}
      </div>
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  view: css({ display: 'flex', flexDirection: 'column' }),
  explanation: css({
    flexShrink: 0,
    maxHeight: '35%',
    overflow: 'auto',
    margin: 0,
    padding: theme.spacing(0, 0.5, 0.5),
    overflowWrap: 'anywhere',
  }),
  short: css({ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }),
  span: css({
    display: 'block',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  scroll: css({ display: 'flex', alignItems: 'flex-start', flex: 1, minHeight: 0, overflow: 'auto' }),
  list: css({ listStyle: 'none', margin: 0, padding: 0, flex: 1, minWidth: 0 }),
});
