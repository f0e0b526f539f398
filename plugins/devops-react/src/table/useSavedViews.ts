import { useEffect, useMemo, useState } from 'react';
import {
  identityApiRef,
  storageApiRef,
  useApiHolder,
} from '@backstage/core-plugin-api';

/** A filtered list with a name. */
export type SavedView = {
  name: string;
  /** The address's query, without the question mark and without cursors. */
  query: string;
};

/** What a position in a list is kept in; not part of a view. */
const positions = ['cursor', 'offset', 'limit'];

/** The query as it is kept and compared: sorted, without a position. */
export function viewQuery(search: string): string {
  const params = new URLSearchParams(search);
  positions.forEach(name => params.delete(name));
  params.sort();
  return params.toString();
}

/**
 * The views of a list that the person saved; they follow the person to wherever
 * Backstage's storage API keeps things.
 *
 * @returns undefined while it is not known who asks
 */
export function useSavedViews(list: string):
  | {
      views: SavedView[];
      save: (view: SavedView) => void;
      remove: (name: string) => void;
    }
  | undefined {
  const apis = useApiHolder();
  const storage = apis.get(storageApiRef);
  const identity = apis.get(identityApiRef);
  const [user, setUser] = useState<string>();
  const bucket = useMemo(
    () => user && storage?.forBucket(`dop-views/${encodeURIComponent(user)}`),
    [storage, user],
  );
  const [views, setViews] = useState<SavedView[]>([]);
  useEffect(() => {
    let current = true;
    identity?.getBackstageIdentity().then(
      ({ userEntityRef }) => current && setUser(userEntityRef),
      // Nobody is signed in: there is nowhere to keep views.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [identity]);
  useEffect(() => {
    if (!bucket) {
      return undefined;
    }
    setViews(bucket.snapshot<SavedView[]>(list).value ?? []);
    const subscription = bucket
      .observe$<SavedView[]>(list)
      .subscribe(({ value }) => setViews(value ?? []));
    return () => subscription.unsubscribe();
  }, [bucket, list]);
  if (!bucket) {
    return undefined;
  }
  const keep = (next: SavedView[]) => {
    setViews(next);
    void bucket.set(list, next);
  };
  return {
    views,
    save: view =>
      keep(
        [...views.filter(({ name }) => name !== view.name), view].sort((a, b) =>
          a.name.localeCompare(b.name),
        ),
      ),
    remove: name => keep(views.filter(view => view.name !== name)),
  };
}
