import { useState } from 'react';

/** Text that is being typed: shown instead of the stored one until it is committed. */
export function useDraft(stored: string, onCommit: (text: string | undefined) => void) {
  const [draft, setDraft] = useState<string>();
  const text = draft ?? stored;
  const commit = () => {
    setDraft(undefined);
    if (text.trim() !== stored) {
      onCommit(text.trim() || undefined);
    }
  };
  return { text, setText: setDraft, commit };
}
