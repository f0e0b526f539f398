import '@testing-library/jest-dom';
import { ConflictError } from '@backstage/errors';
import type {
  CodeApi,
  Comparison,
  PullRequest,
  Ref,
} from '@dop/plugin-code-common';
import {
  act,
  configure,
  screen,
  waitFor,
  within,
} from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  commit,
  repository,
  sha,
  showCode,
  time,
  where,
} from '../__testUtils__/showCode';

// The pages are drawn whole, on machines that are busy with other tests.
jest.setTimeout(60_000);
configure({ asyncUtilTimeout: 15_000 });

const base = 'b'.repeat(40);
const later = 'c'.repeat(40);
const pull: PullRequest = {
  number: 7,
  title: 'Greet shorter',
  description: 'See [the reason](https://example.com) or [bad](/people).',
  source: 'topic',
  target: 'main',
  head: sha,
  base,
  author: 'user:default/ada',
  state: 'open',
  createdAt: time,
  updatedAt: time,
  merge: { mergeable: 'yes', fastForward: false },
  may: { change: true, merge: true },
};
const comparison: Comparison = {
  base,
  head: sha,
  mergeBase: base,
  commits: 1,
  files: [
    {
      path: 'src/greeting.js',
      status: 'modified',
      binary: false,
      additions: 1,
      deletions: 1,
      patch:
        "@@ -1 +1 @@\n-export const greeting = 'Hello';\n+export const greeting = 'Hi';\n",
    },
  ],
  truncated: false,
};
const run = {
  id: 'run-12',
  number: 12,
  workflowId: 'w',
  workflowName: 'delivery',
  repositoryId: repository.id,
  repository: 'shop/checkout',
  state: 'failed',
  trigger: 'pullRequest',
  ref: 'refs/heads/topic',
  commit: sha,
  actor: 'user:default/ada',
  createdAt: time,
  counts: {},
  sequence: 3,
};
const branch = (name: string, more: Partial<Ref> = {}): Ref => ({
  ref: `refs/heads/${name}`,
  name,
  type: 'branch',
  commit: sha,
  title: 'Greet shorter',
  time,
  protected: false,
  default: name === 'main',
  ahead: name !== 'main',
  ...more,
});
const at = '/code/shop/checkout/pull-requests';

function show(
  path: string,
  answers: Partial<CodeApi>,
  lists?: Record<string, unknown[]>,
) {
  showCode(
    path,
    {
      pullRequest: async () => pull,
      pullRequests: async () => ({ items: [pull] }),
      compare: async () => comparison,
      commits: async () => ({ items: [commit] }),
      refs: async () => ({
        refs: [branch('main'), branch('topic')],
        truncated: false,
      }),
      ...answers,
    },
    lists,
  );
}

const sentences = () =>
  screen.getAllByTestId('sentence').map(({ textContent }) => textContent);

/** The page says so, in one element or several. */
const says = (text: string | RegExp) =>
  waitFor(() => expect(screen.getByRole('main')).toHaveTextContent(text));

/** What a reader does by coming back to the tab. */
const comeBack = () =>
  act(async () => {
    document.dispatchEvent(new Event('visibilitychange'));
  });

describe('the list of pull requests', () => {
  it('shows branches, author and how the head does, and keeps the state in the address', async () => {
    const pullRequests = jest.fn(async ({}, {}, { state } = {}) => ({
      items: state === 'closed' ? [] : [pull],
    }));
    show(
      `${at}?state=open`,
      { pullRequests: pullRequests as CodeApi['pullRequests'] },
      {
        runs: [
          { ...run, id: 'other', commit: base, state: 'running' },
          // Another workflow that is newer and well does not hide the failure.
          { ...run, id: 'newer', workflowId: 'v', state: 'succeeded' },
          run,
        ],
      },
    );
    const table = await screen.findByRole('table', { name: 'Pull requests' });
    const row = within(table).getAllByRole('row')[1];
    expect(row).toHaveTextContent('#7 Greet shorter');
    expect(row).toHaveTextContent('topic → main');
    expect(row).toHaveTextContent('ada');
    await waitFor(() =>
      expect(within(row).getByText('Failed').closest('a')).toHaveAttribute(
        'href',
        '/pipelines/runs/run-12',
      ),
    );
    expect(pullRequests).toHaveBeenLastCalledWith('shop', 'checkout', {
      state: 'open',
      cursor: undefined,
    });
    await userEvent.click(screen.getByRole('button', { name: /State: Open/ }));
    await userEvent.click(
      await screen.findByRole('menuitem', { name: /Closed/ }),
    );
    expect(
      await screen.findByText('No closed pull requests'),
    ).toBeInTheDocument();
    expect(where()).toHaveTextContent(`${at}?state=closed`);
    expect(
      screen.getByText(/asks that a branch be merged into another one/),
    ).toBeInTheDocument();
  });

  it('opens by keys, for who may push', async () => {
    show(at, {});
    await screen.findByText('Greet shorter');
    await userEvent.keyboard('j');
    await waitFor(() => expect(screen.getAllByRole('row')[1]).toHaveFocus());
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(where()).toHaveTextContent(`${at}/7`));
  });

  it('offers nothing to who may not push', async () => {
    show(at, {
      repository: async () => ({
        ...repository,
        may: { push: false, administer: false, trust: false },
      }),
      pullRequests: async () => ({ items: [] }),
    });
    await says(/Members of shop open them/);
    expect(screen.queryByText('New pull request')).not.toBeInTheDocument();
  });
});

describe('a new pull request', () => {
  it('begins at a branch that is ahead, shows what it brings, and is opened', async () => {
    const openPullRequest = jest.fn(async () => pull);
    show('/code/shop/checkout/refs', {
      openPullRequest,
      refs: async () => ({
        refs: [
          branch('main'),
          branch('topic'),
          branch('asked'),
          branch('merged', { ahead: false }),
        ],
        truncated: false,
      }),
      pullRequests: async () => ({ items: [{ ...pull, source: 'asked' }] }),
    });
    expect(
      await screen.findByRole('link', { name: 'Open: #7' }),
    ).toHaveAttribute('href', `${at}/7`);
    await userEvent.click(
      screen.getByRole('link', { name: 'Open pull request' }),
    );
    const title = await screen.findByRole('textbox', { name: /Title/ });
    expect(title).toHaveValue('Greet shorter');
    expect(screen.getByText('1 commit')).toBeInTheDocument();
    expect(
      await screen.findByText(/export const greeting = 'Hi';/),
    ).toBeInTheDocument();
    expect(where()).toHaveTextContent(`${at}/new?source=topic`);
    await userEvent.clear(title);
    await userEvent.type(title, 'Say less');
    await userEvent.type(
      screen.getByRole('textbox', { name: /Description/ }),
      'Because.',
    );
    await userEvent.click(
      screen.getByRole('button', { name: 'Open pull request' }),
    );
    await waitFor(() => expect(where()).toHaveTextContent(`${at}/7`));
    expect(openPullRequest).toHaveBeenCalledWith('shop', 'checkout', {
      title: 'Say less',
      description: 'Because.',
      source: 'topic',
      target: 'main',
    });
  });

  it('chooses branches in the address, and says why nothing can be asked', async () => {
    const compare = jest.fn(async () => ({
      ...comparison,
      commits: 0,
      files: [],
    }));
    show(`${at}/new`, { compare, pullRequests: async () => ({ items: [] }) });
    await userEvent.click(await screen.findByLabelText('Branch to merge'));
    await userEvent.click(await screen.findByRole('option', { name: 'main' }));
    expect(
      await screen.findByText('Choose two different branches.'),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByLabelText('Branch to merge'));
    await userEvent.click(await screen.findByRole('option', { name: 'topic' }));
    await waitFor(() =>
      expect(sentences()).toContain(
        'topic has no commit that main does not have.',
      ),
    );
    expect(where()).toHaveTextContent(`${at}/new?source=topic`);
    expect(
      screen.queryByRole('button', { name: 'Open pull request' }),
    ).not.toBeInTheDocument();
  });

  it('links to the one that is open already', async () => {
    show(`${at}/new?source=topic`, {});
    expect(
      await screen.findByRole('link', { name: '#7 Greet shorter' }),
    ).toHaveAttribute('href', `${at}/7`);
    expect(screen.queryByLabelText(/Title/)).not.toBeInTheDocument();
  });

  it('keeps the texts when it is refused', async () => {
    show(`${at}/new?source=topic`, {
      pullRequests: async () => ({ items: [] }),
      openPullRequest: async () => {
        throw new ConflictError('The branch topic was deleted');
      },
    });
    const title = await screen.findByRole('textbox', { name: /Title/ });
    await userEvent.type(title, '!');
    await userEvent.click(
      screen.getByRole('button', { name: 'Open pull request' }),
    );
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The branch topic was deleted',
    );
    expect(title).toHaveValue('Greet shorter!');
  });
});

describe('the page of a pull request', () => {
  it('shows text with safe links, changes, commits and runs', async () => {
    show(
      `${at}/7`,
      {},
      { runs: [run, { ...run, id: 'of-before', commit: base }] },
    );
    expect(
      await screen.findByRole('heading', { name: 'Greet shorter #7' }),
    ).toBeInTheDocument();
    await waitFor(() =>
      expect(sentences()).toEqual(
        expect.arrayContaining([
          'Open: ada asks to merge 1 commit of topic into main. It can be merged.',
          'topic can be merged into main: there are no conflicts.',
        ]),
      ),
    );
    expect(screen.getByText('the reason').closest('a')).toHaveAttribute(
      'href',
      'https://example.com',
    );
    await says('or bad.');
    expect(screen.queryByRole('link', { name: 'bad' })).toBeNull();
    expect(
      await screen.findByText(/export const greeting = 'Hi';/),
    ).toBeInTheDocument();
    const parts = screen.getByRole('navigation', {
      name: 'Parts of the pull request',
    });
    await userEvent.click(within(parts).getByText('Commits'));
    expect(
      await screen.findByRole('table', { name: 'Commits' }),
    ).toHaveTextContent('Ada');
    await userEvent.click(within(parts).getByText('Runs'));
    const runs = await screen.findByRole('table', { name: 'Runs' });
    expect(within(runs).getAllByRole('row')).toHaveLength(2);
    expect(runs).toHaveTextContent('delivery #12');
    expect(runs).toHaveTextContent('pull request');
    expect(where()).toHaveTextContent(`${at}/7?tab=runs`);
  });

  it('merges what is shown, and offers a fast-forward where that is possible', async () => {
    const mergePullRequest = jest.fn(async () => ({
      ...pull,
      state: 'merged' as const,
      merge: undefined,
      closedBy: 'user:default/grace',
      closedAt: time,
      mergeCommit: later,
    }));
    show(`${at}/7`, {
      mergePullRequest,
      pullRequest: async () => ({
        ...pull,
        merge: { mergeable: 'yes', fastForward: true },
      }),
    });
    expect(await screen.findByRole('button', { name: 'Merge' })).toBeEnabled();
    await userEvent.click(screen.getByRole('button', { name: 'Fast-forward' }));
    await waitFor(() =>
      expect(sentences().join()).toMatch(
        /topic was merged into main by grace as ccccccc /,
      ),
    );
    expect(mergePullRequest).toHaveBeenCalledWith('shop', 'checkout', 7, {
      expectedHead: sha,
      method: 'fastForward',
    });
    expect(
      screen.queryByRole('button', { name: 'Merge' }),
    ).not.toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Reopen' }),
    ).not.toBeInTheDocument();
  });

  it('asks to read again what was pushed meanwhile, and merges nothing unread', async () => {
    let now = pull;
    const mergePullRequest = jest.fn(async () => {
      throw new ConflictError('topic is at another commit by now');
    });
    const compare = jest.fn(async () => comparison);
    show(`${at}/7`, {
      compare,
      mergePullRequest,
      pullRequest: async () => now,
    });
    const merge = await screen.findByRole('button', { name: 'Merge' });
    expect(screen.getByRole('button', { name: 'Fast-forward' })).toBeDisabled();
    now = { ...pull, head: later, title: 'Greet shorter still' };
    await userEvent.click(merge);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'topic is at another commit by now',
    );
    await says(/has moved on to ccccccc/);
    expect(
      screen.queryByRole('button', { name: 'Merge' }),
    ).not.toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Read again' }));
    expect(
      await screen.findByRole('heading', { name: 'Greet shorter still #7' }),
    ).toBeInTheDocument();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
    expect(compare).toHaveBeenLastCalledWith('shop', 'checkout', {
      base,
      head: later,
    });
    now = { ...now, state: 'closed', merge: undefined, closedAt: time };
    await comeBack();
    await waitFor(() =>
      expect(sentences().join()).toMatch(/Closed .*without being merged/),
    );
  });

  it('names conflicts, with commands that a shell takes as they are', async () => {
    show(`${at}/7`, {
      pullRequest: async () => ({
        ...pull,
        source: "a'b;$(c)",
        merge: {
          mergeable: 'conflicts',
          fastForward: false,
          conflicts: ['src/greeting.js', 'README.md'],
        },
      }),
    });
    const files = await screen.findByRole('list', {
      name: 'Files with conflicts',
    });
    expect(files).toHaveTextContent('src/greeting.jsREADME.md');
    expect(sentences().join()).toContain('changed the same places of 2 files');
    expect(
      screen.getByText(
        (_, element) =>
          element?.tagName === 'CODE' &&
          element.textContent === "git switch 'a'\\''b;$(c)'",
      ),
    ).toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Merge' }),
    ).not.toBeInTheDocument();
  });

  it('says why the portal cannot merge, and how to do it by hand', async () => {
    show(`${at}/7`, {
      pullRequest: async () => ({
        ...pull,
        merge: {
          mergeable: 'unknown',
          fastForward: false,
          reason: 'The git of this portal is too old to merge.',
        },
      }),
    });
    expect(
      await screen.findByText('The git of this portal is too old to merge.'),
    ).toBeInTheDocument();
    expect(
      screen.getByText(
        (_, element) =>
          element?.tagName === 'CODE' &&
          element.textContent === 'git merge origin/topic',
      ),
    ).toBeInTheDocument();
  });

  it('is edited, closed and reopened by who may', async () => {
    let now: PullRequest = pull;
    const changePullRequest = jest.fn(
      async (...[, , , change]: Parameters<CodeApi['changePullRequest']>) => {
        now = { ...now, ...change, closedAt: time };
        return now;
      },
    );
    show(`${at}/7`, { changePullRequest, pullRequest: async () => now });
    await screen.findByRole('button', { name: 'Edit' });
    await userEvent.keyboard('e');
    const title = await screen.findByRole('textbox', { name: /Title/ });
    await userEvent.type(title, ', and twice');
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    expect(
      await screen.findByRole('heading', {
        name: 'Greet shorter, and twice #7',
      }),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Close' }));
    await userEvent.click(
      await screen.findByRole('button', { name: 'Reopen' }),
    );
    expect(
      await screen.findByRole('button', { name: 'Close' }),
    ).toBeInTheDocument();
    expect(
      changePullRequest.mock.calls.map(([, , , change]) => change),
    ).toEqual([
      { title: 'Greet shorter, and twice', description: pull.description },
      { state: 'closed' },
      { state: 'open' },
    ]);
  });

  it('has no buttons for who may only read', async () => {
    show(`${at}/7`, {
      pullRequest: async () => ({
        ...pull,
        may: { change: false, merge: false },
      }),
    });
    await says(/Who may push to .* can merge this/);
    for (const name of ['Edit', 'Close', 'Merge', 'Fast-forward']) {
      expect(screen.queryByRole('button', { name })).not.toBeInTheDocument();
    }
  });
});
