// Fills an empty portal through its public interfaces, so that every page has
// something to show: green and red runs, a broken workflow file, people,
// tokens, and long lists.
import assert from 'node:assert/strict';
import { writeFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PortalClient, until } from '../../scripts/lib/client.mjs';
import {
  becomeAdministrator,
  clone,
  createGroup,
  createService,
  finishedRun,
  openSession,
  reportOf,
  signIn,
} from '../../scripts/lib/journey.mjs';
import { fillPullRequests, manyPullRequests } from './fillPullRequests.mjs';

export const people = {
  ada: {
    displayName: 'Ada Lovelace',
    password: 'correct horse battery staple',
  },
  grace: { displayName: 'Grace Hopper', password: 'a bug in relay seventy' },
};

const broken = `apiVersion: dop/v1
kind: Workflow
metadata:
  name: nightly
  title: Nightly checks
spec:
  triggers:
    manual: {}
    push: { branches: [main] }
  steps:
    source:
      uses: dop/git-checkout@1
      with:
        repository: '\${{ trigger.repository.url }}'
        commit: '\${{ trigger.comit }}'
    test:
      uses: dop/node-tset@1
      with:
        source: '\${{ steps.sources.outputs.tree }}'
`;

const release = `apiVersion: dop/v1
kind: Workflow
metadata:
  name: release
  title: Release notes
  description: Collects what has changed and packs the notes.
spec:
  triggers:
    push: { branches: [main] }
    manual: {}
  inputs:
    type: object
    properties:
      channel: { type: string, title: Channel, enum: [stable, beta], default: stable }
      dryRun: { type: boolean, title: Only try, default: true }
  steps:
    source:
      title: Check out
      uses: dop/git-checkout@1
      with:
        repository: '\${{ trigger.repository.url }}'
        commit: '\${{ trigger.commit }}'
    check:
      title: Check
      uses: dop/shell@1
      matrix: { part: [links, words, licences, versions] }
      with:
        source: '\${{ steps.source.outputs.tree }}'
        script: |
          printf '\\033[1mChecking %s\\033[0m\\n' "$PART"
          for file in *; do printf '  \\033[32mok\\033[0m   %s\\n' "$file"; done
          printf '\\033[33mwarning\\033[0m: one line is longer than 80 columns\\n'
          sleep 1
        env: { PART: '\${{ matrix.part }}' }
    notes:
      title: Write the notes
      needs: [check]
      uses: dop/shell@1
      with:
        source: '\${{ steps.source.outputs.tree }}'
        script: |
          cp README.md "$OUTPUT_FILES/notes.md"
          printf '{"version": "1.4.0", "channel": "%s"}' "$CHANNEL" > "$OUTPUT_VALUES"
        env: { CHANNEL: '\${{ inputs.channel }}' }
    announce:
      title: Announce
      uses: dop/shell@1
      with:
        script: printf 'Version %s is out\\n' "$VERSION"
        env: { VERSION: '\${{ steps.notes.outputs.values.version }}' }
`;

const gated = `apiVersion: dop/v1
kind: Workflow
metadata:
  name: promote
  title: To production
  description: Ships what somebody else than the author has looked at.
spec:
  triggers:
    push: { branches: [main] }
  steps:
    source:
      title: Check out
      uses: dop/git-checkout@1
      with:
        repository: '\${{ trigger.repository.url }}'
        commit: '\${{ trigger.commit }}'
    plan:
      title: Plan the release
      uses: dop/shell@1
      with:
        source: '\${{ steps.source.outputs.tree }}'
        script: |
          printf '{"version": "1.5.0"}' > "$OUTPUT_VALUES"
    release:
      title: Release it
      needs: [plan]
      approve:
        by: [group:default/shop]
        timeout: 7d
        form:
          type: object
          required: [share]
          properties:
            share: { type: integer, title: Share of the traffic, description: In percent., minimum: 1, maximum: 100, default: 10 }
            note: { type: string, title: Note for the team }
    ship:
      title: Ship
      needs: [release]
      uses: dop/shell@1
      with:
        script: printf 'Version %s to %s of the traffic\\n' "$VERSION" "$SHARE"
        env:
          VERSION: '\${{ steps.plan.outputs.values.version }}'
          SHARE: '\${{ steps.release.outputs.form.share }} %'
`;

/**
 * @param portal - started with an empty data folder
 * @param options.many - how many repositories the long list has
 * @param options.onEmpty - called while there is nothing but the administrator
 * @returns names and ids of what there is
 */
export async function fillPortal(portal, { many, onEmpty }) {
  const admin = await becomeAdministrator(portal, {
    name: 'ada',
    ...people.ada,
  });
  await onEmpty?.();
  const session = await openSession(portal, 'ada', people.ada.password);
  const { invitation } = await session.post('/api/access/accounts', {
    name: 'grace',
    displayName: people.grace.displayName,
    email: 'grace@example.com',
  });
  await new PortalClient(portal.url).request(
    'POST',
    '/api/access/invitations/accept',
    {
      key: new URL(invitation.url).hash.slice(1),
      password: people.grace.password,
    },
    { 'x-requested-with': 'DOP' },
  );
  const alan = await session.post('/api/access/accounts', {
    name: 'alan',
    displayName: 'Alan Turing',
  });
  await createGroup(admin, 'shop', 'Shop');
  await createGroup(admin, 'payments', 'Payments');
  await admin.request('PUT', '/api/access/groups/shop/members/grace', {
    role: 'member',
  });

  const checkout = await createService(admin, {
    group: 'shop',
    name: 'checkout',
    description: 'Takes orders and hands them to the warehouse.',
  });
  const billing = await createService(admin, {
    group: 'payments',
    name: 'billing',
    description: 'Writes invoices.',
  });
  await finishedRun(admin, checkout);
  await finishedRun(admin, billing);

  const working = await clone(admin, checkout);
  const { pathname, hash } = new URL(alan.invitation.url);
  const facts = { checkout, billing, invitation: `${pathname}${hash}` };
  try {
    const broke = await working.push(
      'src/greeting.js',
      text => text.replace('Hello', 'Goodbye'),
      'Say goodbye instead of hello',
    );
    facts.failed = await finishedRun(admin, checkout, broke.commit);
    assert.equal(facts.failed.state, 'failed');
    facts.failedReport = await reportOf(admin, facts.failed);
    await mkdir(join(working.folder, '.dop'), { recursive: true });
    await writeFile(join(working.folder, '.dop/release.yaml'), release);
    const repaired = await working.push(
      'src/greeting.js',
      text => text.replace('Goodbye', 'Hello'),
      'Greet again, and add a workflow for release notes',
    );
    const green = await finishedRun(admin, checkout, repaired.commit);
    const { items } = await admin.get('/api/pipelines/workflows');
    facts.release = items.find(({ name }) => name === 'release');
    assert.ok(facts.release, 'The second workflow is not there');
    facts.matrix = await finishedRun(
      {
        get: async (path, query) =>
          admin.get(path, query && { ...query, workflowId: facts.release.id }),
      },
      checkout,
      repaired.commit,
    );
    facts.green = (
      await admin.get('/api/pipelines/runs', { repositoryId: checkout.id })
    ).items.find(
      run => run.commit === repaired.commit && run.id !== facts.matrix.id,
    );
    facts.green ??= green;
    facts.commit = repaired.commit;
  } finally {
    await working.remove();
  }
  // By somebody else, so that the administrator may decide about it.
  const grace = await signIn(portal, 'grace', people.grace.password);
  const hers = await clone(grace, checkout);
  try {
    await writeFile(join(hers.folder, '.dop/promote.yaml'), gated);
    const asked = await hers.push(
      'README.md',
      text => `${text}\nMore words.\n`,
      'Say more, and ask before it goes to production',
    );
    facts.waiting = await until('The run that waits for a person', async () => {
      const { items } = await admin.get('/api/pipelines/runs', {
        repositoryId: checkout.id,
      });
      return items.find(
        run => run.commit === asked.commit && run.state === 'waiting',
      );
    });
  } finally {
    await hers.remove();
  }

  const other = await clone(admin, billing);
  try {
    const short = await other.push(
      'src/greeting.js',
      text => text.replace('Hello', 'Hi'),
      'Greet shorter',
    );
    facts.red = await finishedRun(admin, billing, short.commit);
    // Last, because a broken file at a commit starts nothing from it.
    await writeFile(join(other.folder, '.dop/nightly.yaml'), broken);
    await other.push(
      'catalog-info.yaml',
      text =>
        text.replace(
          'annotations:\n',
          'annotations:\n    backstage.io/kubernetes-id: billing\n',
        ),
      'Add nightly checks, and say what it is called in the cluster',
    );
  } finally {
    await other.remove();
  }
  const image = (await admin.get(`/api/pipelines/runs/${facts.green.id}`)).steps
    .map(step => step.outputs?.image)
    .find(output => output?.digest);
  facts.image = image;

  facts.pullRequests = await fillPullRequests({
    admin,
    member: grace,
    repository: checkout,
  });

  await createGroup(admin, 'archive', 'Archive');
  for (let number = 1; number <= many; number += 1) {
    const repository = await admin.post('/api/code/repositories', {
      namespace: 'archive',
      name: `service-${String(number).padStart(4, '0')}`,
    });
    if (number === 2) {
      await manyPullRequests(admin, repository, 60);
    }
  }
  return facts;
}
