import { useCallback, useEffect, useRef, useState } from 'react';
import { type Context, contextAt } from '../promql/context';
import {
  knownSuggestions,
  mergeSuggestions,
  type NameSources,
  ownSuggestions,
  type Suggestion,
} from '../promql/suggestions';

/** What is offered at the cursor. */
export interface Offer {
  context: Context;
  suggestions: Suggestion[];
}

/** Keys that come faster than this ask the server once. */
const PAUSE_MS = 150;
const NOTHING = -1;

/**
 * Suggestions for the text around the cursor. What is known without the server is offered at once; a server that is slow
 * or dead holds nothing up and leaves a sentence in `problem`.
 */
export function useCompletion({ ask, variables }: NameSources) {
  const [offer, setOffer] = useState<Offer>();
  const [active, setActive] = useState(NOTHING);
  const [problem, setProblem] = useState<string>();
  const turn = useRef(0);
  const known = useRef<{ place?: string; names: Suggestion[] }>({ names: [] });

  const close = useCallback(() => {
    turn.current += 1;
    known.current = { names: [] };
    setOffer(undefined);
  }, []);
  useEffect(() => () => void (turn.current += 1), []);

  const look = (text: string, cursor: number, demanded: boolean) => {
    const context = contextAt(text, cursor);
    if (!context || !(demanded || isExpected(context))) {
      return close();
    }
    const mine = ++turn.current;
    const own = ownSuggestions(context, text, variables);
    const show = (names: Suggestion[]) => {
      const suggestions = mergeSuggestions(own, names, context.word);
      const isDone = suggestions.length === 1 && suggestions[0].insert === text.slice(context.from, context.to);
      setOffer(suggestions.length > 0 && !isDone ? { context, suggestions } : undefined);
      setActive(demanded || continues(suggestions[0], context) ? 0 : NOTHING);
    };
    // until the server has answered, what it answered in the same place to the word before
    const place = `${context.kind} ${context.from}`;
    const still = known.current.place === place ? known.current.names : [];
    show(still.filter(({ text: name }) => name.toLowerCase().includes(context.word.toLowerCase())));
    setTimeout(async () => {
      if (mine !== turn.current) {
        return;
      }
      const answer = await knownSuggestions(context, text, ask).then(
        (names) => ({ names, failure: undefined }),
        (failure: Error) => ({ names: [], failure: failure.message }),
      );
      if (mine === turn.current) {
        known.current = { place, names: answer.names };
        setProblem(answer.failure);
        show(answer.names);
      }
    }, PAUSE_MS);
  };
  const move = (by: number) => {
    const count = offer?.suggestions.length ?? 1;
    setActive(active === NOTHING && by < 0 ? count - 1 : (active + by + count) % count);
  };
  return { offer, active, problem, look, move, close };
}

/** What was not asked for is chosen only where it goes on from what is typed, so that Enter and Tab keep their meaning. */
function continues(suggestion: Suggestion | undefined, { word }: Context): boolean {
  return word !== '' && Boolean(suggestion?.text.toLowerCase().startsWith(word.toLowerCase()));
}

/** Whether suggestions come up by themselves: not between words, where most people just go on writing. */
function isExpected({ kind, word }: Context): boolean {
  return word !== '' || (kind !== 'expression' && kind !== 'operator');
}
