import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  ask,
  askWell,
  basic,
  bearer,
  makeToken,
  signIn,
  until,
  type Person,
} from './Person';
import type { TestPortal } from './startPortal';

const password = 'a long sentence as a password';

const broken = 'apiVersion: dop/v1\nkind: Workflow\nspec: [\n';
const files = {
  '.dop/delivery.yaml': `apiVersion: dop/v1
kind: Workflow
metadata: { name: vault-delivery, title: Deliver the vault }
spec:
  delivers: ['component:vault']
  triggers: { push: { branches: ['**'] }, manual: {} }
  steps:
    source:
      uses: dop/git-checkout@1
      with:
        repository: '\${{ trigger.repository.url }}'
        commit: '\${{ trigger.commit }}'
    test:
      uses: dop/node-test@1
      with: { source: '\${{ steps.source.outputs.tree }}' }
    image:
      needs: [test]
      uses: dop/image-pack@1
      with:
        source: '\${{ steps.source.outputs.tree }}'
        repository: hidden/vault
        tag: '\${{ trigger.commit }}'
        whenBaseMissing: scratch
        command: [node, main.js]
`,
  '.dop/gate.yaml': `apiVersion: dop/v1
kind: Workflow
metadata: { name: vault-gate }
spec:
  triggers: { push: { branches: ['**'] } }
  steps:
    open: { approve: { by: [group:default/hidden] } }
`,
  'catalog-info.yaml': `apiVersion: backstage.io/v1alpha1
kind: Component
metadata: { name: vault }
spec: { type: service, lifecycle: experimental }
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: { name: usurpers }
spec: { type: team, children: [] }
`,
  'form/template.yaml': `apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: { name: form }
spec:
  type: service
  steps:
    - { action: debug:log, input: { message: '\${{ parameters.said }}' } }
`,
  'gadget/component.yaml': `apiVersion: dop/v1
kind: DevOpsComponent
metadata: { name: gadget, title: Gadget }
spec:
  version: 1.0.0
  process: { command: [node, main.mjs] }
  inputs: { type: object, properties: { since: { type: string } } }
  outputs: { type: object, properties: { notes: { type: string } } }
`,
  'gadget/main.mjs': '// Does nothing.\n',
  'package.json': '{"name": "vault", "version": "1.0.0", "type": "module"}\n',
  'main.js': 'export const open = () => true;\n',
  'vault.test.js': `import test from 'node:test';
import { open } from './main.js';
test('opens', t => t.assert.ok(open()));
`,
};

/** The portal with a private repository and all that can hang on one. */
export interface Seed {
  /** Made the private repository; administrator. */
  administrator: Person;
  /** An ordinary account in no group. */
  stranger: Person;
  /** Tokens of the administrator with too narrow scopes. */
  narrow: { reports: string; repository: string };
  /** What stands in the table's paths as `{name}`. */
  values: Record<string, string>;
}

interface Page<T> {
  items: T[];
}

interface Run {
  id: string;
  state: string;
  commit: string;
  workflowId: string;
}

/** Uses the link of the first start. */
export async function signInFirst({
  url,
  data,
}: Pick<TestPortal, 'url' | 'data'>): Promise<Person> {
  const link = await until('The first link', () =>
    readFile(join(data, 'access', 'first-link'), 'utf8').catch(() => undefined),
  );
  return signIn(url, 'ada', {
    path: '/api/access/first',
    body: {
      key: new URL(link.trim()).hash.slice(1),
      name: 'ada',
      displayName: 'Ada',
      password,
    },
  });
}

/** An account in no group; Eve's, without more. */
export async function addAccount(
  url: string,
  by: Person,
  { name = 'eve', administrator = false } = {},
): Promise<Person> {
  await askWell(url, {
    method: 'POST',
    path: '/api/access/accounts',
    authorization: bearer(by.session),
    body: { name, displayName: name, administrator, password },
  });
  return signIn(url, name, {
    path: '/api/access/sessions',
    body: { name, password },
  });
}

export async function seedPortal({ url, data }: TestPortal): Promise<Seed> {
  const administrator = await signInFirst({ url, data });
  const send = <T = unknown>(method: string, path: string, body?: unknown) =>
    askWell<T>(url, {
      method,
      path,
      body,
      authorization: bearer(administrator.session),
    });
  const get = <T>(path: string) => send<T>('GET', path);
  /** The first entry of a list, once there is one. */
  const first = <T>(path: string, wanted: (item: T) => boolean = () => true) =>
    until(path, async () => (await get<Page<T>>(path)).items.find(wanted));

  const stranger = await addAccount(url, administrator);
  await send('POST', '/api/access/groups', {
    name: 'hidden',
    displayName: 'Hidden',
    members: [{ account: 'ada', role: 'owner' }],
  });
  await send('PUT', '/api/pipelines/secrets/hidden/vault-key', {
    value: 'turn it to the left',
  });
  const repository = await send<{ id: string }>(
    'POST',
    '/api/code/repositories',
    {
      namespace: 'hidden',
      name: 'vault',
      visibility: 'private',
      trust: 'members',
    },
  );
  const push = (content: Record<string, string>) =>
    send<{ sha: string }>(
      'POST',
      '/api/code/repositories/hidden/vault/commits',
      {
        branch: 'main',
        message: 'Change',
        files: Object.entries(content).map(([path, text]) => ({
          path,
          content: Buffer.from(text).toString('base64'),
        })),
      },
    );
  const { sha: commit } = await push(files);
  // A commit with a broken workflow starts nothing.
  await push({ '.dop/broken.yaml': broken });
  await send('POST', '/api/components/components', {
    repository: 'hidden/vault',
    path: 'gadget',
    commit,
  });
  const upload = new URLSearchParams({
    repository: 'hidden/vault',
    name: 'outside',
    commit,
  });
  await askWell(url, {
    method: 'PUT',
    path: `/api/test-reports/reports?${upload}`,
    authorization: bearer(administrator.token),
    headers: { 'content-type': 'application/xml' },
    body: '<testsuite name="vault"><testcase name="opens"/></testsuite>',
  });

  const run = await first<Run>('/api/pipelines/runs', ({ state }) =>
    ['succeeded', 'failed', 'warned', 'timedOut'].includes(state),
  );
  if (run.state !== 'succeeded') {
    throw new Error(JSON.stringify(await get(`/api/pipelines/runs/${run.id}`)));
  }
  const of = `runId=${run.id}`;
  const approval = await first<{ run: { id: string } }>(
    '/api/pipelines/approvals',
  );
  const [report, artifact, image, session, token] = await Promise.all([
    first<{ id: string }>(`/api/test-reports/reports?${of}`),
    first<{ digest: string }>(`/api/pipelines/runs/${run.id}/artifacts`),
    first<{ digest: string }>('/api/images/repositories/hidden/vault/-/tags'),
    first<{ id: string }>('/api/access/sessions'),
    first<{ id: string }>('/api/access/tokens'),
    first('/api/pipelines/findings'),
    first('/api/code/repositories/hidden/vault/findings'),
    first(
      '/api/test-reports/reports',
      ({ state }: { state: string }) => state === 'complete',
    ),
    first(
      '/api/catalog/entities/by-query?filter=kind=component,metadata.name=vault',
    ),
    first(
      '/api/catalog/entities/by-query?filter=kind=workflow,metadata.name=vault-delivery',
    ),
    first('/api/catalog/entities/by-query?filter=kind=template'),
  ]);
  const task = await send<{ id: string }>('POST', '/api/scaffolder/v2/tasks', {
    templateRef: 'template:hidden/form',
    values: { said: 'what only its author reads' },
  });
  await until('The end of the task', async () => {
    const { status } = await get<{ status: string }>(
      `/api/scaffolder/v2/tasks/${task.id}`,
    );
    return status === 'completed';
  });
  const [{ platforms }, { metadata }] = await Promise.all([
    get<{ platforms: { layers: { digest: string }[] }[] }>(
      `/api/images/repositories/hidden/vault/-/images/${image.digest}`,
    ),
    get<{ metadata: { uid: string } }>(
      '/api/catalog/entities/by-name/component/hidden/vault',
    ),
  ]);
  const begun = await ask(url, {
    method: 'POST',
    path: '/v2/hidden/vault/blobs/uploads/',
    authorization: basic(administrator.token),
  });
  const narrow = async (scope: string) =>
    (await makeToken(url, administrator.session, scope, [scope])).secret;
  return {
    administrator,
    stranger,
    narrow: {
      reports: await narrow('reports:write'),
      repository: await narrow('repository:read'),
    },
    values: {
      repositoryId: repository.id,
      commit,
      runId: run.id,
      approvalRunId: approval.run.id,
      workflowId: run.workflowId,
      reportId: report.id,
      artifact: artifact.digest,
      image: image.digest,
      layer: platforms[0].layers[0].digest,
      uid: metadata.uid,
      taskId: task.id,
      upload: begun.headers.get('location')?.split('/').pop() ?? '',
      sessionId: session.id,
      tokenId: token.id,
    },
  };
}
