// Templates use the actions of pipelines: a step of a template starts a run, as
// the person who uses it and no more than that person may.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { until } from '../scripts/lib/client.mjs';
import { endOfRun, openPortal } from './lib/badDays.mjs';
import { gatedSteps, shell } from './lib/gatedSteps.mjs';

const template = `apiVersion: scaffolder.backstage.io/v1beta3
kind: Template
metadata: { name: start-delivery }
spec:
  type: service
  parameters: { properties: { workflow: { type: string } } }
  steps:
    - id: start
      action: pipelines:start-run
      input: { workflowId: '\${{ parameters.workflow }}' }
  output:
    runId: '\${{ steps.start.output.run.id }}'
`;

let folder;
let place;
let run;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dop-templates-'));
  const target = join(folder, 'template.yaml');
  await writeFile(target, template);
  place = await openPortal({
    'catalog.locations': [
      { type: 'file', target, rules: [{ allow: ['Template'] }] },
    ],
  });
  const own = await place.newRepository('shop/forms', {
    visibility: 'internal',
    trust: 'members',
  });
  run = await gatedSteps(place, own).start(
    'delivery',
    `only: ${shell('true')}`,
  );
  await until('The template', () =>
    place.eve.get(
      '/api/catalog/entities/by-name/template/default/start-delivery',
    ),
  );
});

after(async () => {
  await place?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Uses the template, and gives the task once it has ended, with its log. */
async function use(person) {
  const { id } = await person.post('/api/scaffolder/v2/tasks', {
    templateRef: 'template:default/start-delivery',
    values: { workflow: run.workflowId },
  });
  const path = `/api/scaffolder/v2/tasks/${id}`;
  const task = await until('The end of the task', async () => {
    const now = await person.get(path);
    return ['completed', 'failed'].includes(now.status) && now;
  });
  const events = await person.get(`${path}/events`);
  return {
    status: task.status,
    output: events.at(-1).body.output,
    log: events.map(({ body }) => body.message).join('\n'),
  };
}

test('a stranger who uses it starts nothing, a member does', async () => {
  const refused = await use(place.eve);
  assert.equal(refused.status, 'failed', refused.log);
  assert.match(refused.log, /403 Forbidden/);

  await place.ada.request('PUT', '/api/access/groups/shop/members/eve', {
    role: 'member',
  });
  const { status, output, log } = await use(place.eve);
  assert.equal(status, 'completed', log);
  const started = await endOfRun(place.eve, output.runId);
  assert.equal(started.state, 'succeeded');
  assert.equal(started.actor, 'user:default/eve');
  // The run of the test and that of the member.
  const { items } = await place.ada.get('/api/pipelines/runs');
  assert.deepEqual(
    items.map(({ id }) => id).sort(),
    [run.id, started.id].sort(),
  );
});
