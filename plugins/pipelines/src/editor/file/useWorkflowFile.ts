import { useCallback, useEffect, useRef, useState } from 'react';
import {
  readHead,
  readVersion,
  type FilePlace,
  type FileVersion,
} from './fileVersion';
import { useCode } from './useCode';

/** A workflow file that is being edited, as the repository has it. */
export interface WorkflowFile extends FilePlace {
  /**
   * What the text in the editor stems from. Begin the history with its text when
   * `opened` changes; what comes later reaches the text through the history.
   */
  loaded?: FileVersion;
  /** Counts up when the file was loaded, so that the text begins anew. */
  opened: number;
  /** Set while the branch has another text of this file than `loaded`. */
  moved?: FileVersion;
  /** Why it could not be loaded. */
  error: unknown;
  /** Loads it anew; `opened` counts up. */
  reload: () => void;
  /** Looks whether the branch has moved; rejects where it cannot be asked. */
  look: () => Promise<FileVersion | undefined>;
  /** From now on the text stems from this version: after a save or a merge. */
  rebase: (to: FileVersion) => void;
}

/** Milliseconds between looks while the page is in sight. */
const lookEveryMs = 30_000;

interface State {
  key: string;
  opened: number;
  loaded?: FileVersion;
  newest?: FileVersion;
  error?: unknown;
}

/** Loads a file of a branch and notices when somebody else changes it. */
export function useWorkflowFile(place: FilePlace): WorkflowFile {
  const { repository, ref, path } = place;
  const code = useCode();
  const key = `${repository} ${ref} ${path}`;
  const [round, setRound] = useState(0);
  const [state, setState] = useState<State>({ key, opened: 0 });
  const latest = useRef(state);
  latest.current = state;
  const change = useCallback(
    (to: (state: State) => Partial<State>) =>
      setState(previous =>
        previous.key === key ? { ...previous, ...to(previous) } : previous,
      ),
    [key],
  );

  useEffect(() => {
    let current = true;
    setState(({ opened }) => ({ key, opened }));
    const load = async () => {
      const at = { repository, ref, path };
      const loaded = await readVersion(code, at, await readHead(code, at));
      if (current) {
        change(({ opened }) => ({
          loaded,
          newest: loaded,
          opened: opened + 1,
        }));
      }
    };
    load().catch(error => current && change(() => ({ error })));
    return () => {
      current = false;
    };
  }, [code, key, repository, ref, path, round, change]);

  const look = useCallback(async () => {
    const { newest } = latest.current;
    const at = { repository, ref, path };
    const head = await readHead(code, at);
    if (!newest || head === newest.head) {
      return newest;
    }
    const read = await readVersion(code, at, head);
    change(() => ({ newest: read }));
    return read;
  }, [code, repository, ref, path, change]);

  useLooking(look, state.loaded !== undefined);
  const own: State = state.key === key ? state : { key, opened: state.opened };
  const { loaded, newest } = own;
  return {
    repository,
    ref,
    path,
    loaded,
    opened: own.opened,
    moved: loaded && newest && !isSame(loaded, newest) ? newest : undefined,
    error: own.error,
    reload: useCallback(() => setRound(count => count + 1), []),
    look,
    rebase: useCallback(
      to => change(() => ({ loaded: to, newest: to })),
      [change],
    ),
  };
}

/** Whether two versions are the same file, at whatever commits. */
export function isSame(one: FileVersion, other: FileVersion): boolean {
  return one.exists === other.exists && one.text === other.text;
}

/** Looks when the page comes in sight, and now and then while it is. */
function useLooking(look: () => Promise<unknown>, on: boolean): void {
  useEffect(() => {
    if (!on) {
      return undefined;
    }
    const visible = () => {
      if (document.visibilityState === 'visible') {
        // Whoever is offline hears of it when saving.
        look().catch(() => undefined);
      }
    };
    const timer = setInterval(visible, lookEveryMs);
    window.addEventListener('focus', visible);
    document.addEventListener('visibilitychange', visible);
    return () => {
      clearInterval(timer);
      window.removeEventListener('focus', visible);
      document.removeEventListener('visibilitychange', visible);
    };
  }, [look, on]);
}
