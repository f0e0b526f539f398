import { MemoryRouter } from 'react-router-dom';
import {
  errorApiRef,
  discoveryApiRef,
  translationApiRef,
} from '@backstage/frontend-plugin-api';
import { mockApis, TestApiProvider } from '@backstage/frontend-test-utils';
import { render, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { DopIdentity } from '../identity/DopIdentity';
import { EntryPage } from './EntryPage';

const discoveryApi = {
  getBaseUrl: async (plugin: string) => `http://portal.test/api/${plugin}`,
};
const session = {
  backstageIdentity: {
    token: 'user-token',
    expiresInSeconds: 3600,
    identity: {
      type: 'user',
      userEntityRef: 'user:default/anna',
      ownershipEntityRefs: ['user:default/anna'],
    },
  },
  profile: { displayName: 'Anna' },
};

/** Answers by path; what is not there is 401. Remembers what was sent. */
function mockPortal(answers: Record<string, () => [number, unknown]>) {
  const sent: { path: string; body: unknown }[] = [];
  jest.spyOn(global, 'fetch').mockImplementation(async (input, init) => {
    const path = new URL(String(input)).pathname;
    sent.push({
      path,
      body: init?.body ? JSON.parse(String(init.body)) : undefined,
    });
    const [status, body] = answers[path]?.() ?? [
      401,
      { error: { name: 'AuthenticationError', message: 'Nobody' } },
    ];
    return {
      ok: status < 400,
      status,
      statusText: '',
      url: String(input),
      headers: new Headers({ 'content-type': 'application/json' }),
      text: async () => JSON.stringify(body),
      json: async () => body,
    } as Response;
  });
  return sent;
}

function open(address: string) {
  const onSignInSuccess = jest.fn();
  render(
    <TestApiProvider
      apis={[
        [translationApiRef, mockApis.translation()],
        [errorApiRef, mockApis.error()],
        [discoveryApiRef, discoveryApi],
      ]}
    >
      <MemoryRouter initialEntries={[address]}>
        <EntryPage onSignInSuccess={onSignInSuccess} />
      </MemoryRouter>
    </TestApiProvider>,
  );
  return onSignInSuccess;
}

describe('Coming in', () => {
  beforeAll(() => {
    if (typeof global.fetch === 'undefined') {
      Object.assign(global, { fetch: () => undefined });
    }
  });
  afterEach(() => jest.restoreAllMocks());

  it('asks nothing of somebody whose browser has a session', async () => {
    mockPortal({ '/api/auth/dop/refresh': () => [200, session] });
    const succeeded = open('/');
    await waitFor(() => expect(succeeded).toHaveBeenCalledTimes(1));
    const identity = succeeded.mock.calls[0][0];
    expect(await identity.getCredentials()).toEqual({ token: 'user-token' });
    expect(screen.queryByLabelText('Password')).not.toBeInTheDocument();
  });

  it('asks for name and password, says what was wrong, and lets in', async () => {
    let entered = false;
    mockPortal({
      '/api/auth/dop/refresh': () => (entered ? [200, session] : [401, {}]),
      '/api/access/sessions': () =>
        entered
          ? [200, {}]
          : [401, { error: { message: 'Name and password do not fit' } }],
    });
    const succeeded = open('/');
    const name = await screen.findByLabelText('Account name');
    await userEvent.type(name, 'anna');
    await userEvent.type(screen.getByLabelText('Password'), 'wrong');
    await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Name and password do not fit',
    );
    expect(succeeded).not.toHaveBeenCalled();
    entered = true;
    await userEvent.click(screen.getByRole('button', { name: 'Sign in' }));
    await waitFor(() => expect(succeeded).toHaveBeenCalledTimes(1));
  });

  it('makes the administrator from the first link', async () => {
    let made = false;
    const sent = mockPortal({
      '/api/access/first/check': () => [200, { alive: true }],
      '/api/access/first': () => {
        made = true;
        return [201, {}];
      },
      '/api/auth/dop/refresh': () => (made ? [200, session] : [401, {}]),
    });
    const succeeded = open('/first#abc');
    await userEvent.type(await screen.findByLabelText('Account name'), 'Anna');
    await userEvent.type(screen.getByLabelText('Your name'), 'Anna Berg');
    await userEvent.type(screen.getByLabelText('Password'), 'a long password');
    await userEvent.click(
      screen.getByRole('button', { name: 'Make the administrator' }),
    );
    await waitFor(() => expect(succeeded).toHaveBeenCalledTimes(1));
    expect(sent.find(({ path }) => path === '/api/access/first')?.body).toEqual(
      {
        key: 'abc',
        name: 'anna',
        displayName: 'Anna Berg',
        password: 'a long password',
      },
    );
  });

  it('says that a link is dead, and leads to the sign-in', async () => {
    mockPortal({
      '/api/access/first/check': () => [200, { alive: false }],
      '/api/access/invitations/check': () => [200, { alive: false }],
    });
    open('/first#used');
    expect(
      await screen.findByText('This link no longer works'),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Go to sign-in' }),
    );
    expect(
      await screen.findByRole('button', { name: 'Sign in' }),
    ).toBeInTheDocument();
  });

  it('lets an invited person choose a password', async () => {
    let accepted = false;
    mockPortal({
      '/api/access/invitations/check': () => [
        200,
        { alive: true, name: 'bert', displayName: 'Bert' },
      ],
      '/api/access/invitations/accept': () => {
        accepted = true;
        return [200, {}];
      },
      '/api/auth/dop/refresh': () => (accepted ? [200, session] : [401, {}]),
    });
    const succeeded = open('/join#key');
    expect(await screen.findByText('Welcome, Bert')).toBeInTheDocument();
    await userEvent.type(screen.getByLabelText('Password'), 'a long password');
    await userEvent.click(
      screen.getByRole('button', { name: 'Set the password' }),
    );
    await waitFor(() => expect(succeeded).toHaveBeenCalledTimes(1));
  });

  it('fetches a new token ahead of the end, and notices an ended session', async () => {
    const start = Date.now();
    const clock = jest.spyOn(Date, 'now').mockReturnValue(start);
    let round = 0;
    let ended = false;
    mockPortal({
      '/api/auth/dop/refresh': () => {
        round += 1;
        return ended
          ? [401, { error: { message: 'Ended' } }]
          : [
              200,
              {
                ...session,
                backstageIdentity: {
                  ...session.backstageIdentity,
                  token: `token-${round}`,
                },
              },
            ];
      },
    });
    const onEnded = jest.fn();
    const identity = await DopIdentity.find({ discoveryApi, onEnded });
    clock.mockReturnValue(start + 54 * 60_000);
    expect(await identity?.getCredentials()).toEqual({ token: 'token-1' });
    clock.mockReturnValue(start + 56 * 60_000);
    const both = await Promise.all([
      identity?.getCredentials(),
      identity?.getCredentials(),
    ]);
    expect(both).toEqual([{ token: 'token-2' }, { token: 'token-2' }]);
    ended = true;
    clock.mockReturnValue(start + 3 * 3600_000);
    await expect(identity?.getCredentials()).rejects.toThrow();
    expect(onEnded).toHaveBeenCalledTimes(1);
  });
});
