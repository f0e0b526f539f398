import { MemoryRouter } from 'react-router-dom';
import {
  errorApiRef,
  configApiRef,
  translationApiRef,
} from '@backstage/frontend-plugin-api';
import { mockApis, TestApiProvider } from '@backstage/frontend-test-utils';
import type { PersonalToken } from '@dop/plugin-access-common';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { accessApiRef, type AccessApi } from '../api/AccessApi';
import { TokensTab } from './TokensTab';

it('makes a token, shows it once with its uses, and revokes it', async () => {
  let tokens: PersonalToken[] = [];
  const api: Pick<AccessApi, 'tokens' | 'createToken' | 'revokeToken'> = {
    tokens: async () => ({ items: tokens }),
    createToken: async body => {
      const token = {
        ...body,
        id: 't1',
        createdAt: new Date().toISOString(),
      };
      tokens = [token];
      return { token, secret: 'dop_pat_t1_secret' };
    },
    revokeToken: async () => {
      tokens = tokens.map(token => ({
        ...token,
        revokedAt: new Date().toISOString(),
      }));
    },
  };
  render(
    <TestApiProvider
      apis={[
        [translationApiRef, mockApis.translation()],
        [errorApiRef, mockApis.error()],

        [accessApiRef, api as AccessApi],
        [
          configApiRef,
          mockApis.config({
            data: { backend: { baseUrl: 'http://portal.test:7007' } },
          }),
        ],
      ]}
    >
      <MemoryRouter>
        <TokensTab accountName="anna" />
      </MemoryRouter>
    </TestApiProvider>,
  );
  await userEvent.click(
    await screen.findByRole('button', { name: 'Make a token' }),
  );
  const make = screen.getByRole('button', { name: 'Make the token' });
  await userEvent.type(screen.getByLabelText('Name'), 'laptop');
  expect(make).toBeDisabled();
  await userEvent.click(screen.getByLabelText(/registry:write/));
  await userEvent.click(make);

  expect(await screen.findByText('dop_pat_t1_secret')).toBeInTheDocument();
  expect(
    screen.getByText(/docker login portal\.test:7007 --username anna/),
  ).toBeInTheDocument();
  expect(screen.queryByText(/git clone/)).not.toBeInTheDocument();
  await userEvent.click(
    screen.getByRole('button', { name: 'I have copied it' }),
  );
  expect(screen.queryByText('dop_pat_t1_secret')).not.toBeInTheDocument();

  await userEvent.click(screen.getByRole('button', { name: 'Revoke' }));
  const dialog = await screen.findByRole('dialog');
  expect(dialog).toHaveTextContent('refused at once');
  await userEvent.click(
    screen.getAllByRole('button', { name: 'Revoke' }).slice(-1)[0],
  );
  await waitFor(() => expect(screen.getByText('revoked')).toBeInTheDocument());
});
