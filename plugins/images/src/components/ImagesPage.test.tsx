import { errorApiRef, translationApiRef } from '@backstage/frontend-plugin-api';
import { mockApis, TestApiProvider } from '@backstage/frontend-test-utils';
import {
  ImagesClient,
  type ImageDetail,
  type ImageRepository,
  type ImageTag,
} from '@dop/plugin-images-common';
import '@testing-library/jest-dom';
import { configure, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter, Route, Routes, useLocation } from 'react-router-dom';
import { imagesApiRef } from '../api/imagesApiRef';
import { ImagesPage } from './ImagesPage';

// Other tests keep the machine busy.
jest.setTimeout(60_000);
configure({ asyncUtilTimeout: 15_000 });

const digest = `sha256:${'ab'.repeat(32)}`;
const time = '2030-01-02T03:04:05.000Z';
const run = {
  runId: 'r-12',
  runNumber: 12,
  workflowId: 'w',
  workflowName: 'Delivery',
  stepId: 'image',
  instanceKey: 'image',
  attempt: 1,
  repositoryId: 'id-1',
  commit: '3f2a1c9d5b7e4f60718293a4b5c6d7e8f9012345',
  ref: 'refs/heads/main',
  protectedRef: true,
  isolated: true,
  services: ['component:shop/checkout'],
};
const image: ImageDetail = {
  repository: 'shop/checkout',
  repositoryId: 'id-1',
  digest,
  kind: 'image',
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  size: 500,
  totalSize: 3 * 1024 * 1024,
  pushedAt: time,
  annotations: {},
  tags: ['1.0', 'main'],
  platforms: [
    {
      digest,
      platform: { os: 'linux', architecture: 'amd64' },
      totalSize: 3 * 1024 * 1024,
      layers: [
        {
          digest,
          mediaType: 'layer',
          size: 1024,
          createdBy: '/bin/sh -c #(nop) COPY server /app',
        },
      ],
      history: [],
      config: {
        command: ['serve'],
        environment: ['A=b'],
        exposedPorts: [],
        volumes: [],
        labels: {},
      },
    },
  ],
  attestations: [],
  partOf: [],
  referrers: [],
  pushes: [
    {
      id: '2',
      pushedAt: time,
      proof: 'claimed',
      run: { ...run, runNumber: 13, isolated: false },
    },
    { id: '1', pushedAt: time, proof: 'proved', run },
  ],
  claimed: { source: 'data:text/html,bad', revision: 'says-so' },
  services: ['component:shop/checkout'],
  mayDelete: false,
};
const repository: ImageRepository = {
  name: 'shop/checkout',
  repositoryId: 'id-1',
  orphaned: false,
  tagCount: 1,
  imageCount: 1,
  totalSize: 1024,
  createdAt: time,
  pushedAt: time,
  mayDelete: true,
};
const tag: ImageTag = {
  tag: '1.0',
  digest,
  updatedAt: time,
  kind: 'image',
  totalSize: 1024,
  platforms: [{ os: 'linux', architecture: 'amd64' }],
  push: image.pushes[1],
};

function show(path: string, answers: Record<string, [number, unknown]>) {
  const calls: string[] = [];
  const client = ImagesClient.create({
    discoveryApi: { getBaseUrl: async () => 'http://portal/api/images' },
    fetchApi: {
      fetch: async (input, init) => {
        const call = `${init?.method} ${decodeURIComponent(
          String(input).replace('http://portal/api/images', ''),
        )}`;
        calls.push(call);
        const [status, body] = answers[call.split('?')[0]] ?? [
          404,
          {
            error: {
              name: 'NotFoundError',
              message: 'There is nothing for you',
            },
          },
        ];
        return new Response(JSON.stringify(body), {
          status,
          headers: { 'content-type': 'application/json' },
        });
      },
    },
  });
  render(
    <TestApiProvider
      apis={[
        [imagesApiRef, client],
        [translationApiRef, mockApis.translation()],
        [errorApiRef, mockApis.error()],
      ]}
    >
      <MemoryRouter initialEntries={[path]}>
        <Where />
        <Routes>
          <Route path="/images/*" element={<ImagesPage />} />
        </Routes>
      </MemoryRouter>
    </TestApiProvider>,
  );
  return calls;
}

function Where() {
  const { pathname } = useLocation();
  return <output>{pathname}</output>;
}

const registry: [number, unknown] = [
  200,
  { host: 'localhost:7007', tls: false },
];

describe('pages of images', () => {
  it('tell where an image comes from, proved apart from claimed, and how to pull it', async () => {
    show(`/images/shop/checkout?digest=${digest}`, {
      'GET /registry': registry,
      [`GET /repositories/shop/checkout/-/images/${digest}`]: [200, image],
    });
    const sentence = await screen.findByTestId('sentence');
    expect(sentence).toHaveTextContent(
      /^Built by run #12 of Delivery from 3f2a1c9 on main, .* For linux\/amd64, 3.0 MiB\.$/,
    );
    expect(screen.getByRole('status')).toHaveTextContent(
      `/images/r/shop/checkout@${digest}`,
    );
    expect(
      await screen.findByText(/podman pull --tls-verify=/),
    ).toBeInTheDocument();
    const card = (title: string) =>
      screen.getByRole('heading', { name: title }).parentElement as HTMLElement;
    expect(
      within(card('Proved')).getByRole('link', { name: /Delivery #12/ }),
    ).toHaveAttribute('href', '/pipelines/runs/r-12?step=image');
    expect(
      within(card('Claimed')).getByText(/Delivery #13/),
    ).toBeInTheDocument();
    expect(within(card('Claimed')).getByText('says-so')).toBeInTheDocument();
    expect(
      within(card('Claimed')).getByText('data:text/html,bad').closest('a'),
    ).toBeNull();
    expect(screen.getByText('COPY server /app')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: /Delete/ })).toBeNull();
  });

  it('list tags, and delete one only after a second yes', async () => {
    const calls = show('/images/r/shop/checkout', {
      'GET /registry': registry,
      'GET /repositories/shop/checkout/-/summary': [200, repository],
      'GET /repositories/shop/checkout/-/tags': [200, { items: [tag] }],
      'DELETE /repositories/shop/checkout/-/tags/1.0': [
        403,
        { error: { name: 'NotAllowedError', message: 'Only owners delete' } },
      ],
    });
    const user = userEvent.setup();
    expect(await screen.findByRole('link', { name: '1.0' })).toHaveAttribute(
      'href',
      `/images/r/shop/checkout@${digest}`,
    );
    expect(screen.getByRole('link', { name: 'run #12' })).toBeInTheDocument();
    await user.click(
      screen.getByRole('button', { name: 'Delete the tag 1.0?' }),
    );
    const dialog = await screen.findByRole('dialog');
    expect(calls.some(call => call.startsWith('DELETE'))).toBe(false);
    await user.click(within(dialog).getByRole('button', { name: 'Delete' }));
    expect(await within(dialog).findByRole('alert')).toHaveTextContent(
      'Only owners delete',
    );
    expect(calls).toContain('DELETE /repositories/shop/checkout/-/tags/1.0');
  });

  it('show how to push while there is nothing, for each client', async () => {
    show('/images?client=skopeo', {
      'GET /registry': registry,
      'GET /repositories': [200, { items: [] }],
    });
    expect(await screen.findByText('No images yet')).toBeInTheDocument();
    expect(
      await screen.findByText(/docker:\/\/localhost:7007\/shop\/checkout:1.0/),
    ).toBeInTheDocument();
  });

  it('say what is wrong when there is no such image', async () => {
    show('/images/r/shop/secret:1.0', { 'GET /registry': registry });
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('This image could not be loaded');
    expect(alert).toHaveTextContent('There is nothing for you');
  });
});
