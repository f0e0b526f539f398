import { createRouteRef } from '@backstage/frontend-plugin-api';

export const rootRouteRef = createRouteRef();

const part = encodeURIComponent;

export const libraryPath = '/components';

/** Address of a component, or of one of its versions. */
export function componentPath(
  namespace: string,
  name: string,
  version?: string,
): string {
  const path = `${libraryPath}/${part(namespace)}/${part(name)}`;
  return version ? `${path}?${new URLSearchParams({ version })}` : path;
}
