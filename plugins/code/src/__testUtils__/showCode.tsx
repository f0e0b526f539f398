import { discoveryApiRef, fetchApiRef } from '@backstage/core-plugin-api';
import { mockApis, TestApiProvider } from '@backstage/frontend-test-utils';
import { errorApiRef, translationApiRef } from '@backstage/frontend-plugin-api';
import type {
  CodeApi,
  CommitSummary,
  Repository,
} from '@dop/plugin-code-common';
import { render, screen } from '@testing-library/react';
import { MemoryRouter, Route, Routes, useLocation } from 'react-router-dom';
import { codeApiRef } from '../api/codeApiRef';
import { CodePages } from '../components/CodePages';

export const time = '2030-01-02T03:04:05.000Z';
export const sha = '3f2a1c9d5b7e4f60718293a4b5c6d7e8f9012345';
export const repository: Repository = {
  id: 'id-1',
  namespace: 'shop',
  name: 'checkout',
  owner: 'group:default/shop',
  description: 'Takes orders.',
  visibility: 'internal',
  defaultBranch: 'main',
  protectedRefs: ['refs/heads/main'],
  trust: 'none',
  createdAt: time,
  updatedAt: time,
  cloneUrl: 'http://portal/git/shop/checkout.git',
  empty: false,
  pushedAt: time,
  may: { push: true, administer: false, trust: false },
};
export const commit: CommitSummary = {
  sha,
  parents: ['a'.repeat(40)],
  title: 'Greet shorter',
  authorName: 'Ada',
  authorEmail: 'ada@example.com',
  authoredAt: time,
  committerName: 'Ada',
  committerEmail: 'ada@example.com',
  committedAt: time,
};
/**
 * Opens a page of a portal whose Git hosting answers as told.
 *
 * @param lists - the items that other plugins answer with, by the end of the path
 */
export function showCode(
  path: string,
  answers: Partial<CodeApi>,
  lists: Record<string, unknown[]> = {},
) {
  const api: Partial<CodeApi> = {
    repository: async () => repository,
    findings: async () => ({ items: [] }),
    ...answers,
  };
  const fetchApi = {
    fetch: async (address: string) => {
      const end = /\/([^/?]+)(\?|$)/.exec(address)?.[1] ?? '';
      return { ok: true, json: async () => ({ items: lists[end] ?? [] }) };
    },
  };
  render(
    <TestApiProvider
      apis={[
        [codeApiRef, api as CodeApi],
        [discoveryApiRef, { getBaseUrl: async (id: string) => `/api/${id}` }],
        [fetchApiRef, fetchApi as never],
        [translationApiRef, mockApis.translation()],
        [errorApiRef, mockApis.error()],
      ]}
    >
      <MemoryRouter initialEntries={[path]}>
        <Where />
        <Routes>
          <Route path="/code/*" element={<CodePages />} />
        </Routes>
      </MemoryRouter>
    </TestApiProvider>,
  );
}

function Where() {
  const { pathname, search } = useLocation();
  return <output data-testid="where">{`${pathname}${search}`}</output>;
}

/** The address of the page that is shown. */
export const where = () => screen.getByTestId('where');
