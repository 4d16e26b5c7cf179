import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { type TimeZone } from '@grafana/schema';
import { DataLinkButton, useStyles2 } from '@grafana/ui';
import { type CauseEdge } from '@presage/contract/frames';
import React from 'react';
import { durationWords } from '../../data/duration';
import { type Incident } from '../../data/causes';
import { translate } from '../../i18n';
import { rowLinks } from '../display';
import { edgesOf } from './graph';

/** All that is known of one cause: its sentence in full, labels, onset, and its neighbours in words. */
export function CauseDetail({ incident, place, timeZone }: { incident: Incident; place: number; timeZone: TimeZone }) {
  const styles = useStyles2(getStyles);
  const cause = incident.causes[place];
  const labels = Object.entries(cause.labels).map(([key, value]) => `${key}=${value}`);
  return (
    <div className={styles.detail} role="status">
      <bdi className={styles.series}>{cause.series}</bdi>
      <div dir="auto">{cause.text}</div>
      {cause.onset !== undefined && (
        <div>
          {translate('causes.onset', 'Left its normal at {{time}}', {
            time: dateTimeFormat(cause.onset, { timeZone }),
          })}
        </div>
      )}
      {edgesOf(incident, place).map((edge, index) => (
        <div key={index} dir="auto">
          {edgeWords(incident, edge, place)}
        </div>
      ))}
      {labels.length > 0 && (
        <div className={styles.labels} dir="auto">
          {labels.join(', ')}
        </div>
      )}
      {rowLinks(cause.frame, cause.row).map((link) => (
        <DataLinkButton key={`${link.title} ${link.href}`} link={link} />
      ))}
    </div>
  );
}

/** A relation as seen from one cause, e.g. `moved 2 min before orders (0.9)`. */
export function edgeWords({ causes }: Incident, { from, to, strength, lagSeconds }: CauseEdge, place: number): string {
  const values = {
    time: durationWords(lagSeconds * 1000),
    other: causes[from === place ? to : from].series,
    strength: strength.toFixed(2),
  };
  return from === place
    ? translate('causes.before', 'Moved {{time}} before {{other}} (correlation {{strength}})', values)
    : translate('causes.after', 'Moved {{time}} after {{other}} (correlation {{strength}})', values);
}

const getStyles = (theme: GrafanaTheme2) => ({
  detail: css({
    flexShrink: 0,
    maxHeight: '45%',
    overflow: 'auto',
    padding: theme.spacing(1),
    borderTop: `1px solid ${theme.colors.border.weak}`,
    fontSize: theme.typography.bodySmall.fontSize,
    overflowWrap: 'anywhere',
  }),
  series: css({ fontWeight: theme.typography.fontWeightMedium }),
  labels: css({ color: theme.colors.text.secondary }),
});
