// Pull requests in every state, so that their pages have something to show.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from '../../scripts/lib/client.mjs';
import { clone } from '../../scripts/lib/journey.mjs';

const check = `apiVersion: dop/v1
kind: Workflow
metadata:
  name: check
  title: Look at changes
spec:
  triggers:
    pullRequest: { branches: [main] }
  steps:
    source:
      uses: dop/git-checkout@1
      with:
        repository: '\${{ trigger.repository.url }}'
        commit: '\${{ trigger.commit }}'
    words:
      uses: dop/shell@1
      with:
        source: '\${{ steps.source.outputs.tree }}'
        script: grep -c . README.md
`;

const description = `Customers read the greeting on a small screen.

- It says the same in **fewer words**
- \`greeting.js\` is the only place; see [the style guide](https://example.com/style)

\`\`\`js
export const greeting = 'Hi';
\`\`\`
`;

/**
 * @param options.admin - client of an administrator
 * @param options.member - client of a member of the repository's group
 * @param options.repository - has a README and `src/greeting.js`
 * @returns their numbers by what they show
 */
export async function fillPullRequests({ admin, member, repository }) {
  const { id, namespace, name } = repository;
  const at = `/api/code/repositories/${namespace}/${name}`;
  const path = `${at}/pull-requests`;
  // So that what is pushed to any branch runs here, and comes to an end.
  await admin.request('PATCH', at, { trust: 'members' });
  const working = await clone(member, repository);
  const git = (...args) => member.git(args, { cwd: working.folder });
  const edit = async (file, change) => {
    const place = join(working.folder, file);
    await writeFile(place, change(await readFile(place, 'utf8')));
  };
  const branch = async (name, commits) => {
    await git('switch', '--quiet', '-c', name, 'origin/main');
    for (const [message, make] of commits) {
      await make();
      await git('add', '--all');
      await git('commit', '--quiet', '-m', message);
    }
    await git('push', '--quiet', 'origin', name);
  };
  const opened = async (client, body) => (await client.post(path, body)).number;
  const say = words =>
    edit('src/greeting.js', text => text.replace('Hello', words));
  try {
    await branch('say-more', [
      [
        'Say how to run it',
        () => edit('README.md', text => `# How to run it\n\n${text}`),
      ],
    ]);
    const merged = await opened(member, {
      title: 'Say how to run it',
      source: 'say-more',
    });
    await branch('greet-twice', [
      ['Greet twice', () => say('Hello and hello')],
    ]);
    const closed = await opened(member, {
      title: 'Greet twice',
      source: 'greet-twice',
    });
    await branch('greet-formally', [['Greet formally', () => say('Good day')]]);
    const conflict = await opened(member, {
      title: 'Greet formally',
      description: 'Some customers asked for it.',
      source: 'greet-formally',
    });
    await branch('greet-in-one-place', [
      [
        'Greet in one place',
        () =>
          edit('src/greeting.js', text =>
            text.replace(/(.*Hello.*)/, '$1 // for every page'),
          ),
      ],
    ]);
    const moves = await opened(admin, {
      title: 'Greet in one place',
      source: 'greet-in-one-place',
    });
    for (const number of [merged, moves]) {
      const { head } = await admin.get(`${path}/${number}`);
      await admin.post(`${path}/${number}/merge`, {
        expectedHead: head,
        method: 'merge',
      });
    }
    await admin.request('PATCH', `${path}/${closed}`, { state: 'closed' });
    await git('fetch', '--quiet', 'origin');
    await branch('fewer-words', [
      [
        'Look at what is asked to be merged',
        async () => {
          const folder = join(working.folder, '.dop');
          await mkdir(folder, { recursive: true });
          await writeFile(join(folder, 'check.yaml'), check);
        },
      ],
      [
        'Say the same in fewer words',
        () =>
          edit('src/greeting.js', text =>
            text.replace('for every page', 'everywhere'),
          ),
      ],
      [
        'Say why',
        () => edit('README.md', text => `${text}\nWords are few here.\n`),
      ],
    ]);
    const open = await opened(member, {
      title: 'Say the same in fewer words',
      description,
      source: 'fewer-words',
    });
    await branch('not-asked-yet', [
      ['Number the lines', () => edit('README.md', text => `1. ${text}`)],
    ]);
    await until(
      'The ends of the runs of the branches',
      async () => {
        const { items } = await admin.get('/api/pipelines/runs', {
          repositoryId: id,
        });
        return !items.some(({ state }) =>
          ['queued', 'running'].includes(state),
        );
      },
      { timeoutMs: 180_000, everyMs: 500 },
    );
    return { open, merged, closed, conflict };
  } finally {
    await working.remove();
  }
}

/** Many pull requests of a repository in which there is nothing yet. */
export async function manyPullRequests(client, repository, count) {
  const working = await clone(client, repository);
  const git = (...args) => client.git(args, { cwd: working.folder });
  try {
    await git('switch', '--quiet', '-c', 'main');
    await git('commit', '--quiet', '--allow-empty', '-m', 'Begin');
    for (let number = 1; number <= count; number += 1) {
      await git('switch', '--quiet', '-c', `change-${number}`, 'main');
      await writeFile(join(working.folder, `${number}.txt`), `${number}\n`);
      await git('add', '--all');
      await git('commit', '--quiet', '-m', `Add number ${number}`);
    }
    await git('push', '--quiet', 'origin', '--all');
  } finally {
    await working.remove();
  }
  for (let number = 1; number <= count; number += 1) {
    await client.post(
      `/api/code/repositories/${repository.namespace}/${repository.name}/pull-requests`,
      { title: `Add number ${number}`, source: `change-${number}` },
    );
  }
}
