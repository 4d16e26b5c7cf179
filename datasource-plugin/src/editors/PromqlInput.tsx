import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { TextArea, useStyles2 } from '@grafana/ui';
import React, { useLayoutEffect, useRef, useState } from 'react';
import { applySuggestion, type NameSources, type Suggestion } from '../promql/suggestions';
import { optionId, SuggestionList } from './SuggestionList';
import { type Offer, useCompletion } from './useCompletion';

interface Props {
  id: string;
  text: string;
  placeholder: string;
  names: NameSources;
  onText: (text: string, cursor: number) => void;
  /** The text is finished: the field is left, Ctrl+Enter or Shift+Enter. */
  onCommit: () => void;
  invalid?: boolean;
}

const FEWEST_ROWS = 2;
const MOST_ROWS = 12;
/** Keys that take the cursor away from what is being completed. */
const MOVES = new Set(['ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown']);

/**
 * A field for PromQL with suggestions: as one types, or by Ctrl+Space. Arrows choose, Enter or Tab takes, Escape closes.
 * The focus stays in the field, so that nothing that is typed gets lost.
 */
export function PromqlInput({ id, text, placeholder, names, onText, onCommit, invalid }: Props) {
  const styles = useStyles2(getStyles);
  const [field, setField] = useState<HTMLTextAreaElement | null>(null);
  const { offer, active, problem, look, move, close } = useCompletion(names);
  const moveCursor = useCursor(field, text);
  const list = `${id}-suggestions`;
  const chosen = offer?.suggestions[active];

  const take = (suggestion: Suggestion, { context }: Offer) => {
    const taken = applySuggestion(text, context, suggestion);
    onText(taken.text, taken.cursor);
    moveCursor(taken.cursor);
    if (suggestion.cursor < suggestion.insert.length) {
      // what comes next is within the brackets or quotes that were written too
      look(taken.text, taken.cursor, true);
    } else {
      close();
    }
  };
  const onKeyDown = (event: React.KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) {
      return;
    }
    const { key, ctrlKey, metaKey, shiftKey } = event;
    if (key === 'Enter' && (ctrlKey || metaKey || shiftKey)) {
      close();
      onCommit();
    } else if (key === ' ' && ctrlKey) {
      look(text, event.currentTarget.selectionStart, true);
    } else if (!offer) {
      return;
    } else if (key === 'ArrowDown' || key === 'ArrowUp') {
      move(key === 'ArrowDown' ? 1 : -1);
    } else if (chosen && (key === 'Enter' || (key === 'Tab' && !shiftKey))) {
      take(chosen, offer);
    } else if (key === 'Escape') {
      // the drawer or the dialog around stays open
      event.stopPropagation();
      close();
    } else {
      if (MOVES.has(key)) {
        close();
      }
      return;
    }
    event.preventDefault();
  };
  return (
    <div className={styles.whole}>
      <TextArea
        id={id}
        ref={setField}
        className={styles.field}
        value={text}
        rows={Math.min(MOST_ROWS, Math.max(FEWEST_ROWS, text.split('\n').length))}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        placeholder={placeholder}
        invalid={invalid}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls={offer && list}
        aria-activedescendant={chosen && optionId(list, active)}
        aria-invalid={invalid}
        onChange={({ currentTarget }) => {
          const { value, selectionStart } = currentTarget;
          onText(value, selectionStart);
          look(value, selectionStart, false);
        }}
        onKeyDown={onKeyDown}
        onMouseDown={close}
        onBlur={() => {
          close();
          onCommit();
        }}
      />
      {offer && field && (
        <SuggestionList
          id={list}
          anchor={field}
          suggestions={offer.suggestions}
          active={active}
          onTake={(suggestion) => take(suggestion, offer)}
        />
      )}
      <div role="status" className={problem && !offer ? styles.problem : 'sr-only'}>
        {offer ? announce(offer, chosen) : problem && `Suggestions are incomplete. ${problem}`}
      </div>
    </div>
  );
}

/** Puts the cursor somewhere once the text that it is meant for is in the field. */
function useCursor(field: HTMLTextAreaElement | null, text: string) {
  const wanted = useRef<number | undefined>(undefined);
  useLayoutEffect(() => {
    if (wanted.current !== undefined) {
      field?.setSelectionRange(wanted.current, wanted.current);
      wanted.current = undefined;
    }
  }, [field, text]);
  return (cursor: number) => {
    wanted.current = cursor;
  };
}

function announce({ suggestions }: Offer, chosen: Suggestion | undefined): string {
  const count = suggestions.length === 1 ? '1 suggestion' : `${suggestions.length} suggestions`;
  return [count, chosen?.help].filter(Boolean).join('. ');
}

const getStyles = (theme: GrafanaTheme2) => ({
  whole: css({ width: '100%', position: 'relative' }),
  field: css({ fontFamily: theme.typography.fontFamilyMonospace, resize: 'vertical' }),
  problem: css({
    color: theme.colors.text.secondary,
    fontSize: theme.typography.bodySmall.fontSize,
    margin: theme.spacing(0.5, 0),
  }),
});
