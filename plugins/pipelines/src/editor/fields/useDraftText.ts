import { useCallback, useEffect, useRef, useState } from 'react';

/** How long nobody types until what was typed counts. */
const pauseMs = 1000;

export interface DraftText {
  /** What the field shows. */
  text: string;
  /** Why what was typed cannot be taken. */
  problem: string | undefined;
  /** Whether something was typed that does not count yet. */
  open: boolean;
  change: (text: string) => void;
  /** Takes what was typed. */
  take: () => void;
  /** Forgets what was typed. */
  drop: () => void;
}

/**
 * The text of a field while somebody types: it counts when they leave the field,
 * by Enter or after a pause, so that undoing has sensible steps. What was typed
 * when the field goes away counts, too.
 *
 * @param value - what is in the file
 * @param commit - changes the file; says what is in the way
 */
export function useDraftText(options: {
  value: string;
  commit: (text: string) => string | undefined;
  /** Only on leaving the field: for texts that are no value while one types. */
  slow?: boolean;
}): DraftText {
  const { value, slow } = options;
  const latest = useRef(options);
  latest.current = options;
  const [draft, setDraft] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const state = useRef<{ draft?: string; taken?: string }>({});

  const show = (text: string | undefined) => {
    state.current.draft = text;
    setDraft(text);
  };
  const take = useCallback(() => {
    const { draft: typed, taken } = state.current;
    if (typed === undefined || typed === taken) {
      return;
    }
    if (typed === latest.current.value) {
      show(undefined);
      setProblem(undefined);
      return;
    }
    const refused = latest.current.commit(typed);
    setProblem(refused);
    if (refused === undefined) {
      state.current.taken = typed;
    }
  }, []);
  const drop = useCallback(() => {
    show(undefined);
    setProblem(undefined);
  }, []);

  useEffect(() => {
    // The file has the text now, or another change came: what one typed since
    // that stays.
    const { draft: typed, taken } = state.current;
    state.current.taken = undefined;
    if (typed === taken || taken === undefined) {
      show(undefined);
      setProblem(undefined);
    }
  }, [value]);
  useEffect(() => {
    if (draft === undefined || slow) {
      return undefined;
    }
    const timer = setTimeout(take, pauseMs);
    return () => clearTimeout(timer);
  }, [draft, slow, take]);
  useEffect(() => take, [take]);

  return {
    text: draft ?? value,
    problem,
    open: draft !== undefined && draft !== state.current.taken,
    change: text => {
      state.current.taken = undefined;
      show(text);
      setProblem(undefined);
    },
    take,
    drop,
  };
}
