import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { errorApiRef, translationApiRef } from '@backstage/frontend-plugin-api';
import { mockApis, TestApiProvider } from '@backstage/frontend-test-utils';
import {
  parseComponent,
  type ComponentDetail,
  type ComponentsApi,
} from '@dop/plugin-components-common';
import '@testing-library/jest-dom';
import { render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { MemoryRouter, Route, Routes } from 'react-router-dom';
import { componentsApiRef } from './api/componentsApiRef';
import { ComponentPages } from './ComponentPages';

const { definition } = parseComponent(
  readFileSync(
    resolve(__dirname, '../../../components/node-test/component.yaml'),
    'utf8',
  ),
);
const summary = {
  version: '1.0.0',
  lifecycle: 'published' as const,
  publishedAt: '2026-11-22T12:00:00.000Z',
  origin: { type: 'shipped' as const },
  sourceDigest: `sha256:${'a'.repeat(64)}`,
  image: 'dop/node-test',
  trusted: true,
  findings: 1,
};

function fakeApi(change: Partial<ComponentsApi> = {}): ComponentsApi {
  const detail: ComponentDetail = {
    namespace: 'dop',
    name: 'node-test',
    versions: [summary],
    selected: {
      ...summary,
      namespace: 'dop',
      name: 'node-test',
      definition: definition!,
      readme: '# Read this\n\n<script>bad</script>\n\n[no](javascript:bad)',
      findingList: [
        {
          file: 'component.yaml',
          line: 1,
          column: 1,
          rule: 'changed-source',
          message: 'The files have changed.',
          severity: 'warning',
        },
      ],
    },
  };
  return {
    list: async ({ search } = {}) => ({
      items: search
        ? []
        : [
            {
              namespace: 'dop',
              name: 'node-test',
              description: 'Runs tests.',
              tags: [],
              latestVersion: '1.0.0',
              lifecycle: 'published',
              runsIn: ['process', 'container'],
              origin: { type: 'shipped' },
              updatedAt: summary.publishedAt,
            },
          ],
    }),
    get: async () => detail,
    uses: async () => ({
      items: [
        {
          entityRef: 'workflow:shop/delivery',
          repository: 'shop/checkout',
          workflowId: 'w1',
        },
      ],
    }),
    publish: async () => summary,
    setLifecycle: async () => summary,
    ...change,
  };
}

function show(address: string, api: ComponentsApi = fakeApi()) {
  return render(
    <TestApiProvider
      apis={[
        [componentsApiRef, api],
        [translationApiRef, mockApis.translation()],
        [errorApiRef, mockApis.error()],
      ]}
    >
      <MemoryRouter initialEntries={[address]}>
        <Routes>
          <Route path="/components/*" element={<ComponentPages />} />
        </Routes>
      </MemoryRouter>
    </TestApiProvider>,
  );
}

describe('the library', () => {
  it('lists components as links', async () => {
    show('/components');
    expect(await screen.findByText('dop/node-test')).toBeInTheDocument();
    expect(screen.getByText('Runs tests.')).toBeInTheDocument();
    expect(screen.getByText(/1 component/)).toBeInTheDocument();
  });

  it('says when nothing fits, and what went wrong when it cannot load', async () => {
    show('/components?search=zebra');
    expect(await screen.findByText('No component fits')).toBeInTheDocument();
    show(
      '/components',
      fakeApi({
        list: async () => {
          throw new Error('The portal is away');
        },
      }),
    );
    expect(
      await screen.findByText('The components could not be loaded'),
    ).toBeInTheDocument();
  });
});

describe('the page of a component', () => {
  it('shows inputs and outputs as tables that people can read', async () => {
    show('/components/dop/node-test');
    const inputs = await screen.findByRole('table', { name: 'Inputs' });
    const cells = (name: string) =>
      within(within(inputs).getByText(name, { selector: 'td' }).closest('tr')!)
        .getAllByRole('cell')
        .map(cell => cell.textContent);
    expect(cells('source').slice(0, 4)).toEqual([
      'source',
      'file or folder',
      'required',
      '',
    ]);
    expect(cells('files')[1]).toBe('list of text');
    expect(cells('install')).toEqual([
      'install',
      'text',
      'optional',
      '"auto"',
      expect.stringContaining('one of auto, always, never'),
    ]);
    const outputs = screen.getByRole('table', { name: 'Outputs' });
    expect(within(outputs).getByText('test report')).toBeInTheDocument();
    expect(screen.getByText('The files have changed.')).toBeInTheDocument();
    expect(screen.getByText(/no image was pushed yet/)).toBeInTheDocument();
  });

  it('shows the read me harmlessly and who uses it, each at its own address', async () => {
    const { container } = show('/components/dop/node-test?tab=readme');
    expect(await screen.findByText('Read this')).toBeInTheDocument();
    expect(container.querySelector('script')).toBeNull();
    expect(
      [...container.querySelectorAll('a[href]')].filter(
        link => !/^(?:https?:|\/)/.test(link.getAttribute('href') ?? ''),
      ),
    ).toEqual([]);
    expect(screen.getByText('no')).toBeInTheDocument();
    await userEvent.click(screen.getByText('Used by'));
    expect(await screen.findByText('shop/delivery')).toBeInTheDocument();
    expect(screen.getByText('shop/checkout')).toBeInTheDocument();
  });
});
