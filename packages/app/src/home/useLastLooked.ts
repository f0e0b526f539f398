import { useEffect, useRef } from 'react';
import { storageApiRef, useApi } from '@backstage/core-plugin-api';

/** How long a look counts as the same one, in milliseconds. */
const sameLookMs = 10 * 60_000;

type Looks = {
  /** When the look before this one ended. */
  before: string;
  /** When the page was last open. */
  last: string;
};

/** When the home page was looked at before; ISO 8601. A day ago at first. */
export function useLastLooked(): string {
  const storage = useApi(storageApiRef).forBucket('dop-home');
  const since = useRef<string>();
  if (since.current === undefined) {
    const looks = storage.snapshot<Looks>('looks').value;
    const fresh = looks && Date.now() - Date.parse(looks.last) < sameLookMs;
    since.current =
      (fresh ? looks.before : looks?.last) ??
      new Date(Date.now() - 86_400_000).toISOString();
  }
  useEffect(() => {
    const save = () =>
      storage.set('looks', {
        before: since.current,
        last: new Date().toISOString(),
      });
    void save();
    const timer = setInterval(save, sameLookMs / 2);
    return () => clearInterval(timer);
  }, [storage]);
  return since.current;
}
