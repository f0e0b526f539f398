import type { ReactElement } from 'react';
import { render } from '@testing-library/react';
import { MemoryRouter, Route, Routes, useLocation } from 'react-router-dom';
import { TestApiProvider } from '@backstage/frontend-test-utils';
import { fakePortal, type Answers } from './fakePortal';

/** The address of the page that is shown. */
function Address() {
  const { pathname, search, hash } = useLocation();
  return <output>{`${pathname}${search}${hash}`}</output>;
}

/** Shows one page of the portal; others are only named. */
export function showPage(
  page: ReactElement,
  { pattern, path }: { pattern: string; path: string },
  answers: Answers,
) {
  const server = fakePortal(answers);
  render(
    <TestApiProvider apis={server.apis}>
      <MemoryRouter initialEntries={[path]}>
        <Routes>
          <Route path={pattern} element={page} />
          <Route path="*" element={<p>Another page</p>} />
        </Routes>
        <Address />
      </MemoryRouter>
    </TestApiProvider>,
  );
  return server;
}
