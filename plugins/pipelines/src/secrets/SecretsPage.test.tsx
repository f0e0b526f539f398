import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import type { Attempt, Secret } from '@dop/plugin-pipelines-common';
import { json } from '../__testUtils__/fakePortal';
import { showPage } from '../__testUtils__/showPage';
import { SecretsView } from '../run/SecretsView';
import { SecretsPage } from './SecretsPage';

jest.setTimeout(30_000);

const token: Secret = {
  name: 'shop/npm-token',
  repositories: 'all',
  refs: 'protected',
  createdAt: '2030-01-01T00:00:00.000Z',
  updatedAt: '2030-01-01T00:00:00.000Z',
  updatedBy: 'user:default/olga',
};
const key: Secret = {
  ...token,
  name: 'shop/key',
  repositories: ['shop/checkout', 'other/tools'],
  refs: ['refs/heads/release-*'],
  usedAt: '2030-01-02T00:00:00.000Z',
  usedByRun: 'run-1',
  problem: 'Its key is lost.',
};
const address = { pattern: '/secrets', path: '/secrets?namespace=shop' };
const list = 'GET /pipelines/secrets';
const refusal = (statusCode: number, message: string) =>
  json(
    { error: { name: 'Error', message }, response: { statusCode } },
    statusCode,
  );

describe('SecretsPage', () => {
  it('shows who may read each secret, and when it was used', async () => {
    const server = showPage(<SecretsPage />, address, {
      [list]: (_, query) =>
        json({ items: query.get('namespace') === 'shop' ? [token, key] : [] }),
    });
    expect(await screen.findByText('shop/npm-token')).toBeTruthy();
    expect(screen.getByText('all of its group')).toBeTruthy();
    expect(screen.getByText('protected refs')).toBeTruthy();
    expect(screen.getByText('shop/checkout, other/tools')).toBeTruthy();
    expect(screen.getByText('cannot be read').title).toBe('Its key is lost.');
    expect(screen.getByText('never')).toBeTruthy();
    expect(server.requests).toEqual([list]);
  });

  it('makes a secret, and says what was wrong with it', async () => {
    let made: unknown;
    showPage(<SecretsPage />, address, {
      [list]: () => json({ items: made ? [token] : [] }),
      'PUT /pipelines/secrets/shop/npm-token': body => {
        const tooShort = (body as { value: string }).value.length < 8;
        made = tooShort ? undefined : body;
        return tooShort ? refusal(400, 'It is too short') : json(token, 201);
      },
    });
    fireEvent.click(await screen.findByText('Make a secret'));
    const type = (label: string, value: string) =>
      fireEvent.change(screen.getByLabelText(label), { target: { value } });
    expect((screen.getByLabelText('Name') as HTMLInputElement).value).toBe(
      'shop/',
    );
    type('Name', 'shop/npm-token');
    type('Value', 'short');
    type('Refs', 'refs/heads/main\n\n refs/tags/* ');
    fireEvent.click(screen.getByText('Save'));
    expect(await screen.findByText('It is too short')).toBeTruthy();
    type('Value', 'long enough');
    fireEvent.click(screen.getByText('Save'));
    await waitFor(() => {
      expect(screen.queryByRole('dialog')).toBeNull();
      expect(screen.queryByText('You keep no secrets yet')).toBeNull();
    });
    expect(await screen.findByText('shop/npm-token')).toBeTruthy();
    expect(made).toEqual({
      value: 'long enough',
      repositories: 'all',
      refs: ['refs/heads/main', 'refs/tags/*'],
    });
  });

  it('changes who may read one without a new value, and deletes it', async () => {
    let items = [key];
    const server = showPage(<SecretsPage />, address, {
      [list]: () => json({ items }),
      'PUT /pipelines/secrets/shop/key': () => json(key),
      'DELETE /pipelines/secrets/shop/key': () => {
        items = [];
        return new Response(undefined, { status: 204 });
      },
    });
    fireEvent.click(await screen.findByText('Change'));
    fireEvent.change(screen.getByLabelText('Repositories'), {
      target: { value: 'shop/checkout' },
    });
    fireEvent.click(screen.getByText('Save'));
    fireEvent.click(await screen.findByText('Delete'));
    const dialog = screen.getByRole('dialog');
    fireEvent.click(within(dialog).getByText('Delete'));
    expect(await screen.findByText('You keep no secrets yet')).toBeTruthy();
    expect(server.requests).toEqual([
      list,
      'PUT /pipelines/secrets/shop/key {"repositories":["shop/checkout"],"refs":["refs/heads/release-*"]}',
      list,
      'DELETE /pipelines/secrets/shop/key',
      list,
    ]);
  });

  it('says why nothing is shown', async () => {
    showPage(<SecretsPage />, address, {
      [list]: () => refusal(403, 'Only owners of shop may do this'),
    });
    expect(
      await screen.findByText('Only owners of shop may do this'),
    ).toBeTruthy();
  });
});

describe('SecretsView', () => {
  it('names what a step got, and why it did not get the rest', () => {
    const attempt = {
      secrets: [
        { variable: 'NPM_TOKEN', name: 'shop/npm-token' },
        { variable: 'KEY', name: 'shop/key', unset: 'It is for main only.' },
      ],
    } as Attempt;
    showPage(<SecretsView attempt={attempt} />, address, {});
    const shown = screen
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent);
    expect(shown).toEqual([
      'NPM_TOKEN has the secret shop/npm-token.',
      'KEY is not set. It is for main only.',
    ]);
  });
});
