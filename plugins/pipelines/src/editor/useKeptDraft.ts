import { useEffect, useRef, useState } from 'react';
import type { TextHistory } from '@dop/plugin-devops-react';
import type { WorkflowFile } from './file/useWorkflowFile';

interface Draft {
  /** The commit and the text that it stems from. */
  head: string;
  base: string;
  text: string;
}

function keyOf({ repository, ref, path }: WorkflowFile): string {
  return `dop-draft ${repository} ${ref} ${path}`;
}

function read(key: string): Draft | undefined {
  try {
    const { head, base, text } = JSON.parse(localStorage.getItem(key) ?? '{}');
    return [head, base, text].every(part => typeof part === 'string')
      ? { head, base, text }
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Keeps what is not saved in this browser, so that a closed tab loses nothing,
 * and asks before the tab is closed. A draft whose file was changed meanwhile
 * comes back as well: it still stems from the text that it began with, so that
 * saving it tells of the change instead of undoing it.
 *
 * @returns whether the text is such a draft, and how to go back to the file
 */
export function useKeptDraft(options: {
  file: WorkflowFile;
  history: TextHistory;
  text: string;
  saved: string;
}): { restored: boolean; drop: () => void } {
  const { file, history, text, saved } = options;
  const key = keyOf(file);
  const { loaded, rebase, look } = file;
  const head = loaded?.head ?? '';
  const [restored, setRestored] = useState(false);
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current || !loaded) {
      return;
    }
    begun.current = true;
    const draft = read(key);
    if (draft === undefined || draft.text === history.text) {
      return;
    }
    history.apply([{ from: 0, to: history.text.length, insert: draft.text }]);
    setRestored(true);
    if (draft.base !== loaded.text) {
      rebase({ ...loaded, head: draft.head, text: draft.base });
    }
  }, [key, loaded, history, rebase]);
  const behind = restored && loaded?.head;
  useEffect(() => {
    if (behind) {
      // Whether the branch is elsewhere by now; saving asks again.
      look().catch(() => undefined);
    }
  }, [behind, look]);
  const dirty = text !== saved;
  useEffect(() => {
    const keep = () => {
      try {
        if (dirty) {
          const draft: Draft = { head, base: saved, text };
          localStorage.setItem(key, JSON.stringify(draft));
        } else {
          localStorage.removeItem(key);
        }
      } catch {
        // A browser that keeps nothing still asks before the tab is closed.
      }
    };
    const timer = setTimeout(keep, 300);
    const ask = (event: BeforeUnloadEvent) => {
      keep();
      if (dirty) {
        event.preventDefault();
      }
    };
    window.addEventListener('beforeunload', ask);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('beforeunload', ask);
    };
  }, [key, head, saved, text, dirty]);
  const latest = useRef<() => void>();
  latest.current = () => {
    if (dirty && begun.current) {
      try {
        localStorage.setItem(key, JSON.stringify({ head, base: saved, text }));
      } catch {
        // As above.
      }
    }
  };
  // Whoever leaves for another page of the portal is not asked.
  useEffect(() => () => latest.current?.(), []);
  return {
    restored: restored && dirty,
    drop: () => {
      history.apply([{ from: 0, to: history.text.length, insert: saved }]);
      setRestored(false);
    },
  };
}
