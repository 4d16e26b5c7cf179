import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Icon, type IconName, useStyles2 } from '@grafana/ui';
import React from 'react';

interface Props {
  title: string;
  /** What the reader can do about it. */
  text: string;
  icon?: IconName;
}

/** What the panel says when there is nothing to draw: what is the case, and what to do. */
export function Explanation({ title, text, icon = 'info-circle' }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.box} role="status" data-testid="presage-explanation">
      {/* Grafana's icon keeps the old picture while the new one loads */}
      <Icon key={icon} name={icon} size="xl" className={styles.icon} />
      <div className={styles.title}>{title}</div>
      <div className={styles.text}>{text}</div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    // `safe`: in a small panel the beginning stays in reach of the scrollbar
    justifyContent: 'safe center',
    gap: theme.spacing(0.5),
    height: '100%',
    overflow: 'auto',
    textAlign: 'center',
    padding: theme.spacing(1),
  }),
  icon: css({ flexShrink: 0, color: theme.colors.text.secondary }),
  title: css({ fontWeight: theme.typography.fontWeightMedium }),
  text: css({ maxWidth: '60ch', color: theme.colors.text.secondary }),
});
