import { useEffect, useRef, useState } from 'react';
import type { TextHistory } from '@dop/plugin-devops-react';
import type { WorkflowFile } from './file/useWorkflowFile';

function keyOf({ repository, ref, path }: WorkflowFile): string {
  return `dop-draft ${repository} ${ref} ${path}`;
}

function read(key: string, head: string): string | undefined {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    const { head: of, text } = (kept ?? {}) as Record<string, unknown>;
    return of === head && typeof text === 'string' ? text : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Keeps what is not saved in this browser, so that a closed tab loses nothing,
 * and asks before the tab is closed.
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
  const head = file.loaded?.head ?? '';
  const [restored, setRestored] = useState(false);
  const begun = useRef(false);
  useEffect(() => {
    if (begun.current) {
      return;
    }
    begun.current = true;
    const draft = read(key, head);
    if (draft !== undefined && draft !== history.text) {
      history.apply([{ from: 0, to: history.text.length, insert: draft }]);
      setRestored(true);
    }
  }, [key, head, history]);
  const dirty = text !== saved;
  useEffect(() => {
    const keep = () => {
      try {
        if (dirty) {
          localStorage.setItem(key, JSON.stringify({ head, text }));
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
      keep();
      window.removeEventListener('beforeunload', ask);
    };
  }, [key, head, text, dirty]);
  return {
    restored: restored && dirty,
    drop: () => {
      history.apply([{ from: 0, to: history.text.length, insert: saved }]);
      setRestored(false);
    },
  };
}
