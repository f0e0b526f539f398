import '@testing-library/jest-dom';
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { errorApiRef, translationApiRef } from '@backstage/frontend-plugin-api';
import { mockApis, TestApiProvider } from '@backstage/frontend-test-utils';
import type { ImagesClient } from '@dop/plugin-images-common';
import { configure, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter } from 'react-router-dom';
import { imagesApiRef } from '../api/imagesApiRef';
import { NewestImageCard } from './NewestImageCard';

// Other tests keep the machine busy.
jest.setTimeout(60_000);
configure({ asyncUtilTimeout: 15_000 });

const digest = `sha256:${'ab'.repeat(32)}`;
const commit = '3f2a1c9d5b7e4f60718293a4b5c6d7e8f9012345';

function show(answers: { repositories: jest.Mock; tags: jest.Mock }) {
  render(
    <TestApiProvider
      apis={[
        [imagesApiRef, answers as unknown as ImagesClient],
        [translationApiRef, mockApis.translation()],
        [errorApiRef, mockApis.error()],
      ]}
    >
      <MemoryRouter>
        <EntityProvider
          entity={{
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'Component',
            metadata: {
              name: 'checkout',
              annotations: { 'dop/repository-id': 'id-1' },
            },
          }}
        >
          <NewestImageCard />
        </EntityProvider>
      </MemoryRouter>
    </TestApiProvider>,
  );
}

const repositories = jest.fn();
const tags = jest.fn();

beforeEach(() => {
  repositories.mockReset();
  tags.mockReset();
});

describe('the image on the overview of a service', () => {
  it('is the newest of its repository, by digest, with a commit shortened', async () => {
    repositories.mockResolvedValue({ items: [{ name: 'shop/checkout' }] });
    tags.mockResolvedValue({
      items: [{ tag: commit, digest, updatedAt: '2030-01-02T03:04:05.000Z' }],
    });
    show({ repositories, tags });
    const link = await screen.findByRole('link', {
      name: 'shop/checkout:3f2a1c9',
    });
    expect(link).toHaveAttribute('href', `/images/r/shop/checkout@${digest}`);
    expect(screen.getByTitle(commit)).toBeInTheDocument();
    expect(repositories).toHaveBeenCalledWith({
      repositoryId: 'id-1',
      limit: 1,
    });
    expect(tags).toHaveBeenCalledWith('shop/checkout', {
      sort: 'time',
      limit: 1,
    });
  });

  it('says how one comes while there is none, and asks for no tags', async () => {
    repositories.mockResolvedValue({ items: [] });
    show({ repositories, tags });
    expect(await screen.findByText(/No image yet/)).toBeInTheDocument();
    expect(tags).not.toHaveBeenCalled();
  });

  it('says what failed and tries again', async () => {
    repositories
      .mockRejectedValueOnce(new Error('The registry is starting'))
      .mockResolvedValue({ items: [] });
    show({ repositories, tags });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The registry is starting',
    );
    await userEvent.click(screen.getByRole('button', { name: /again/i }));
    expect(await screen.findByText(/No image yet/)).toBeInTheDocument();
  });
});
