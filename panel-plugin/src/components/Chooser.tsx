import { css } from '@emotion/css';
import { type GrafanaTheme2 } from '@grafana/data';
import { Combobox, useStyles2 } from '@grafana/ui';
import React, { useId } from 'react';

/** Height in pixels that the chooser takes of the panel. */
export const CHOOSER_HEIGHT = 40;

interface Props<T extends string> {
  label: string;
  choices: Array<{ value: T; label: string }>;
  value: T;
  onChange(value: T): void;
  /** Text at the far end of the line. */
  remark?: string;
}

/** One line above a view with the one choice that its reader has. */
export function Chooser<T extends string>({ label, choices, value, onChange, remark }: Props<T>) {
  const styles = useStyles2(getStyles);
  const id = useId();
  return (
    <div className={styles.line}>
      <span id={id} className={styles.label}>
        {label}
      </span>
      <Combobox
        aria-labelledby={id}
        width={26}
        value={value}
        options={choices}
        onChange={(choice) => onChange(choice.value)}
      />
      {remark && <span className={styles.remark}>{remark}</span>}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  line: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), height: CHOOSER_HEIGHT, padding: 2 }),
  label: css({
    minWidth: 0,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  remark: css({
    marginLeft: 'auto',
    minWidth: 0,
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
