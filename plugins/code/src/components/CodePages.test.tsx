import '@testing-library/jest-dom';
import { NotFoundError } from '@backstage/errors';
import type { ChangedFile, CodeApi, Tree } from '@dop/plugin-code-common';
import { configure, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  commit,
  repository,
  sha,
  showCode,
  where,
} from '../__testUtils__/showCode';

// The pages are drawn whole, on machines that are busy with other tests.
jest.setTimeout(60_000);
configure({ asyncUtilTimeout: 15_000 });

const readme = '# Checkout\n\nSee [the docs](docs/use.md) or [bad](data:x).';

function treeOf(entries: Tree['entries'], path = ''): Tree {
  return {
    ref: 'refs/heads/main',
    commit,
    path,
    type: 'folder',
    entries,
    truncated: false,
  };
}

function entry(name: string, type: 'file' | 'folder', size?: number) {
  return { name, path: name, type, executable: false, sha: `of-${name}`, size };
}

const files = treeOf([
  entry('src', 'folder'),
  entry('README.md', 'file', 2048),
]);

/** Opens a page with files in the repository. */
function show(path: string, answers: Partial<CodeApi>) {
  showCode(path, {
    tree: async () => files,
    blob: async () => {
      const bytes = new TextEncoder().encode(readme);
      return { arrayBuffer: async () => bytes.buffer } as Blob;
    },
    ...answers,
  });
}

describe('pages of repositories', () => {
  it('list what one may see, keep the search in the address, and say when nothing fits', async () => {
    const repositories = jest.fn(async ({ search } = {}) => ({
      items: search ? [] : [repository],
    }));
    show('/code', { repositories });
    expect(await screen.findByTestId('sentence')).toHaveTextContent(
      '1 repository; the newest push went to shop/checkout.',
    );
    const row = screen.getAllByRole('row')[1];
    expect(row).toHaveTextContent('shop/checkout');
    expect(row).toHaveTextContent('Everybody');
    await userEvent.type(
      screen.getByLabelText('Search repositories'),
      'nothing',
    );
    expect(
      await screen.findByText('No repository matches “nothing”'),
    ).toBeInTheDocument();
    expect(where()).toHaveTextContent('/code?search=nothing');
    expect(repositories).toHaveBeenLastCalledWith({
      search: 'nothing',
      cursor: undefined,
    });
  });

  it('show a folder that keys walk through, its newest commit and its README with safe links', async () => {
    const tree = jest.fn(async (_namespace, _name, { path }) =>
      path ? treeOf([entry('a.js', 'file', 10)], 'src') : files,
    );
    show('/code/shop/checkout', { tree });
    const table = await screen.findByRole('table', { name: 'Files' });
    expect(within(table).getByText('2.0 KiB')).toBeInTheDocument();
    expect(screen.getByText('Greet shorter')).toHaveAttribute(
      'href',
      `/code/shop/checkout/commits/${sha}`,
    );
    expect(await screen.findByText('the docs')).toHaveAttribute(
      'href',
      '/code/shop/checkout?ref=refs%2Fheads%2Fmain&path=docs%2Fuse.md',
    );
    expect(screen.getByText('bad')).not.toHaveAttribute(
      'href',
      expect.stringContaining('data:'),
    );
    // Who may not administer sees no settings.
    expect(screen.queryByText('Settings')).not.toBeInTheDocument();
    await userEvent.keyboard('j');
    await waitFor(() =>
      expect(within(table).getAllByRole('row')[1]).toHaveFocus(),
    );
    await userEvent.keyboard('{Enter}');
    await waitFor(() =>
      expect(where()).toHaveTextContent('/code/shop/checkout?path=src'),
    );
    expect(await screen.findByTitle('The folder above')).toBeInTheDocument();
  });

  it('say what is wrong on the default branch, with place and sentence', async () => {
    show('/code/shop/checkout', {
      findings: async () => ({
        items: [
          {
            path: 'catalog-info.yaml',
            line: 4,
            column: 1,
            rule: 'namespace',
            message: 'The namespace must be shop.',
          },
        ],
      }),
    });
    const place = await screen.findByText('catalog-info.yaml:4');
    expect(place).toHaveAttribute(
      'href',
      expect.stringMatching(/path=catalog-info\.yaml#L4$/),
    );
    expect(
      screen.getByText(/The namespace must be shop\./),
    ).toBeInTheDocument();
  });

  it('show a commit with its changes', async () => {
    const changed: ChangedFile = {
      path: 'src/greeting.js',
      status: 'modified',
      binary: false,
      additions: 1,
      deletions: 1,
      patch: [
        'diff --git a/src/greeting.js b/src/greeting.js',
        '--- a/src/greeting.js',
        '+++ b/src/greeting.js',
        '@@ -1,2 +1,2 @@',
        " const name = 'world';",
        "-export const greeting = 'Hello';",
        "+export const greeting = 'Hi';",
        '',
      ].join('\n'),
    };
    show(`/code/shop/checkout/commits/${sha}`, {
      commit: async () => ({
        ...commit,
        message: 'Greet shorter\n\nBecause time is short.',
        files: [changed],
        truncated: false,
      }),
    });
    expect(
      await screen.findByRole('heading', { name: 'Greet shorter' }),
    ).toBeInTheDocument();
    expect(screen.getByText('Because time is short.')).toBeInTheDocument();
    expect(
      screen.getByText(
        (_, element) =>
          element?.tagName === 'SPAN' &&
          /^1 file changed, 1 line added, 1 removed\.$/.test(
            element.textContent ?? '',
          ),
      ),
    ).toBeInTheDocument();
    expect(
      await screen.findByText(/export const greeting = 'Hi';/),
    ).toBeInTheDocument();
  });

  it('tell how to push to an empty repository', async () => {
    show('/code/shop/checkout', {
      repository: async () => ({
        ...repository,
        empty: true,
        pushedAt: undefined,
      }),
      tree: async () => {
        throw new Error('An empty repository has no tree');
      },
    });
    expect(
      await screen.findByText(/Nothing has been pushed yet/),
    ).toBeInTheDocument();
    expect(
      screen.getByText(
        (_, element) =>
          element?.tagName === 'CODE' &&
          element.textContent ===
            'git remote add origin http://portal/git/shop/checkout.git',
      ),
    ).toBeInTheDocument();
  });

  it('say what happened when a repository is not there', async () => {
    show('/code/shop/nobody', {
      repository: async () => {
        throw new NotFoundError('There is no repository shop/nobody');
      },
    });
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('The repository could not be loaded');
    expect(alert).toHaveTextContent('There is no repository shop/nobody');
  });
});
