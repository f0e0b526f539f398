import { errorApiRef, translationApiRef } from '@backstage/frontend-plugin-api';
import { MemoryRouter } from 'react-router-dom';
import { mockApis, TestApiProvider } from '@backstage/frontend-test-utils';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { DeadLettersClient, deadLettersApiRef } from '../api/DeadLettersApi';
import { DeadLetters } from './DeadLetters';

function show(letters: Record<string, object[]>) {
  const requests: string[] = [];
  const api = DeadLettersClient.create({
    discoveryApi: { getBaseUrl: async id => `http://portal/${id}` },
    fetchApi: {
      fetch: async (input, { method = 'GET' } = {}) => {
        const { pathname, search } = new URL(String(input));
        requests.push(`${method} ${pathname}${search}`);
        const [, plugin, , sequence] = pathname.split('/');
        if (method === 'POST' && sequence === '9') {
          return Response.json(
            { error: { name: 'NotFoundError', message: 'It is gone' } },
            { status: 404 },
          );
        }
        if (method === 'POST') {
          letters[plugin] = [];
          return new Response(null, { status: 204 });
        }
        const items = letters[plugin] ?? [];
        return Response.json({ items });
      },
    },
  });
  render(
    <TestApiProvider
      apis={[
        [translationApiRef, mockApis.translation()],
        [errorApiRef, mockApis.error()],
        [deadLettersApiRef, api],
      ]}
    >
      <MemoryRouter>
        <DeadLetters />
      </MemoryRouter>
    </TestApiProvider>,
  );
  return requests;
}

const letter = (sequence: string) => ({
  sequence,
  target: 'test-reports',
  attempts: 6,
  error: 'ResponseError: the file is none',
  event: {
    id: 'e1',
    type: 'dop.test-report.produced',
    subject: 'r1',
    time: new Date().toISOString(),
    data: { suite: 'unit' },
  },
});

it('lists the dead letters of all parts, shows one, and tries it again', async () => {
  const requests = show({ pipelines: [letter('7')] });
  expect(
    await screen.findByText('pipelines → test-reports'),
  ).toBeInTheDocument();
  expect(requests).toEqual(
    ['code', 'pipelines', 'images', 'components', 'access'].map(
      plugin => `GET /${plugin}/dead-letters`,
    ),
  );
  await userEvent.click(screen.getByText('dop.test-report.produced'));
  expect(screen.getByText('6 times')).toBeInTheDocument();
  await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
  expect(await screen.findByText('Nothing was lost')).toBeInTheDocument();
  expect(requests).toContain('POST /pipelines/dead-letters/7/retry');
});

it('says why a letter could not be tried again', async () => {
  show({ code: [letter('9')] });
  await userEvent.click(await screen.findByRole('button', { name: 'Retry' }));
  expect(
    await screen.findByText('It could not be tried again'),
  ).toBeInTheDocument();
  expect(screen.getAllByText(/It is gone/)[0]).toBeInTheDocument();
});
