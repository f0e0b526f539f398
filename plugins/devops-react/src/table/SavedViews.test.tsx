import { MemoryRouter, useLocation } from 'react-router-dom';
import {
  identityApiRef,
  storageApiRef,
  type StorageApi,
} from '@backstage/core-plugin-api';
import { errorApiRef, translationApiRef } from '@backstage/frontend-plugin-api';
import { mockApis, TestApiProvider } from '@backstage/frontend-test-utils';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FilterChips } from './FilterChips';

function Address() {
  return <output>{useLocation().search}</output>;
}

function show(storage: StorageApi, userEntityRef: string, address: string) {
  // What the dialog saves is what the browser shows.
  window.history.replaceState(null, '', address);
  return render(
    <TestApiProvider
      apis={[
        [storageApiRef, storage],
        [identityApiRef, mockApis.identity({ userEntityRef })],
        [translationApiRef, mockApis.translation()],
        [errorApiRef, mockApis.error()],
      ]}
    >
      <MemoryRouter initialEntries={[address]}>
        <FilterChips
          views="things"
          filters={[
            {
              param: 'state',
              label: 'State',
              options: [{ value: 'failed', label: 'failed' }],
            },
          ]}
        />
        <Address />
      </MemoryRouter>
    </TestApiProvider>,
  );
}

// Menus and dialogs of the real kit take their time on a busy machine.
jest.setTimeout(30_000);

const user = userEvent.setup({ delay: null });
const chip = () => screen.findByRole('button', { name: /^View/ });

describe('saved views', () => {
  it("keep a person's filters under a name, without the place in the list", async () => {
    const storage = mockApis.storage();
    const first = show(
      storage,
      'user:default/ada',
      '/things?state=failed&cursor=abc',
    );
    await user.click(await chip());
    await user.click(screen.getByText('Save this view…'));
    await user.type(screen.getByLabelText('Name'), 'Broken{Enter}');
    expect(
      await screen.findByRole('button', { name: 'View: Broken' }),
    ).toBeInTheDocument();
    first.unmount();

    const second = show(storage, 'user:default/ada', '/things');
    await user.click(await chip());
    expect(screen.getByText('Choose a filter to save it')).toHaveAttribute(
      'aria-disabled',
      'true',
    );
    await user.click(await screen.findByText('Broken'));
    expect(screen.getByText('?state=failed')).toBeInTheDocument();
    await user.click(await chip());
    await user.click(screen.getByText('Forget the view “Broken”'));
    expect(
      await screen.findByRole('button', { name: 'Views' }),
    ).toBeInTheDocument();
    second.unmount();
  });

  it('belong to one person alone', async () => {
    const storage = mockApis.storage();
    await storage
      .forBucket(`dop-views/${encodeURIComponent('user:default/ada')}`)
      .set('things', [{ name: 'Hers', query: 'state=failed' }]);
    show(storage, 'user:default/grace', '/things?state=failed');
    await user.click(await chip());
    expect(screen.queryByText('Hers')).not.toBeInTheDocument();
  });
});
