import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Portal, useStyles2 } from '@grafana/ui';
import React, { useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Suggestion } from '../promql/suggestions';

interface Props {
  id: string;
  /** The field below or above which the list opens. */
  anchor: HTMLElement;
  suggestions: Suggestion[];
  active: number;
  onTake: (suggestion: Suggestion) => void;
}

const HEIGHT = 260;
const GAP = 2;

/** Suggestions under a field, or above it where there is more room. The field keeps the focus. */
export function SuggestionList({ id, anchor, suggestions, active, onTake }: Props) {
  const styles = useStyles2(getStyles);
  const place = usePlace(anchor);
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.children[active]?.scrollIntoView?.({ block: 'nearest' });
  }, [active, suggestions]);
  const help = suggestions[active]?.help;
  return (
    <Portal>
      {/* a mouse that goes down here must not take the focus from the field */}
      <div className={styles.popup} style={place} onMouseDown={(event) => event.preventDefault()}>
        <ul id={id} ref={list} role="listbox" aria-label="Suggestions" className={styles.list}>
          {suggestions.map((suggestion, index) => (
            <li
              key={suggestion.text}
              id={optionId(id, index)}
              role="option"
              aria-selected={index === active}
              className={styles.option}
              onClick={() => onTake(suggestion)}
            >
              <span className={styles.text}>{suggestion.text}</span>
              <span className={styles.detail}>{suggestion.detail}</span>
            </li>
          ))}
        </ul>
        {help && <div className={styles.help}>{help}</div>}
      </div>
    </Portal>
  );
}

export function optionId(list: string, index: number): string {
  return `${list}-${index}`;
}

/** Where the list goes, also while something scrolls. */
function usePlace(anchor: HTMLElement): React.CSSProperties {
  const [place, setPlace] = useState<React.CSSProperties>({});
  useLayoutEffect(() => {
    const update = () => {
      const { left, top, bottom, width } = anchor.getBoundingClientRect();
      const isBelow = window.innerHeight - bottom >= HEIGHT || window.innerHeight - bottom >= top;
      setPlace({
        left,
        width,
        ...(isBelow ? { top: bottom + GAP } : { bottom: window.innerHeight - top + GAP }),
      });
    };
    update();
    window.addEventListener('scroll', update, true);
    window.addEventListener('resize', update);
    return () => {
      window.removeEventListener('scroll', update, true);
      window.removeEventListener('resize', update);
    };
  }, [anchor]);
  return place;
}

const getStyles = (theme: GrafanaTheme2) => ({
  popup: css({
    position: 'fixed',
    zIndex: theme.zIndex.portal,
    maxWidth: theme.spacing(100),
    background: theme.colors.background.elevated,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
    boxShadow: theme.shadows.z3,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
  list: css({
    listStyle: 'none',
    margin: 0,
    maxHeight: theme.spacing(26),
    overflowY: 'auto',
    padding: theme.spacing(0.5),
  }),
  option: css({
    display: 'flex',
    justifyContent: 'space-between',
    gap: theme.spacing(2),
    padding: theme.spacing(0.25, 1),
    borderRadius: theme.shape.radius.default,
    cursor: 'pointer',
    '&:hover': { background: theme.colors.action.hover },
    '&[aria-selected="true"]': {
      background: theme.colors.action.selected,
      outline: `1px solid ${theme.colors.primary.border}`,
      outlineOffset: '-1px',
      // the secondary colour has too little contrast on this background
      '& > span': { color: theme.colors.text.primary },
    },
  }),
  text: css({ fontFamily: theme.typography.fontFamilyMonospace, overflowWrap: 'anywhere' }),
  detail: css({ color: theme.colors.text.secondary, flexShrink: 0, maxWidth: '50%', overflowWrap: 'anywhere' }),
  help: css({
    borderTop: `1px solid ${theme.colors.border.weak}`,
    color: theme.colors.text.secondary,
    padding: theme.spacing(0.5, 1.5),
    overflowWrap: 'anywhere',
  }),
});
