import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { ApiContract } from '@dop/plugin-devops-node/testUtils';
import { workflowFileSchema } from '@dop/plugin-pipelines-common';
import type { z } from 'zod/v3';
import { startPortal, type TestPortal } from '../__testUtils__/startPortal';
import * as schemas from '../routers/schemas';
import { openApiDocument } from './openapi.generated';

jest.setTimeout(120_000);

const contract = ApiContract.create(openApiDocument);

describe('The OpenAPI document', () => {
  let portal: TestPortal;
  beforeAll(async () => {
    portal = await startPortal({});
  });
  afterAll(() => portal?.stop());

  it('is what the files that are made of it were made of', () => {
    const root = resolve(__dirname, '../../../..');
    const said = execFileSync(
      process.execPath,
      ['scripts/commands/api.mjs', '--check'],
      { cwd: root, encoding: 'utf8' },
    );
    expect(said).toContain('are what the OpenAPI documents say');
  });

  it('names every route that is mounted, and no other', () => {
    const mounted = portal.routes
      .filter(line => line.includes(' /api/pipelines/'))
      .map(line => line.replace(' /api/pipelines', ' '))
      // Backstage mounts these in every plugin with actions or permissions.
      .filter(line => !/\/\.(backstage|well-known)\//.test(line));
    expect(mounted).toEqual(contract.routes());
  });

  it.each<[string, z.AnyZodObject]>([
    ['listWorkflows', schemas.workflowsQuery],
    ['listRuns', schemas.runsQuery],
    ['listRunEvents', schemas.eventsQuery],
    ['readLog', schemas.logQuery],
    ['listFindings', schemas.listQuery],
    ['listDeliveries', schemas.deliveriesQuery],
    ['listSecrets', schemas.secretsQuery],
  ])('has the parameters that %s reads', (operationId, schema) => {
    expect(contract.queryOf(operationId)).toEqual(
      Object.keys(schema.shape).sort(),
    );
  });

  it('leads editors to the schema of workflow files, without credentials', async () => {
    const file = `${portal.url}/api/pipelines/schemas/workflow.json`;
    const answer = await fetch(file);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=3600');
    expect(answer.headers.get('etag')).toBeTruthy();
    expect(await answer.json()).toEqual(workflowFileSchema());
  });

  it('is served to those who are signed in', async () => {
    const mia = portal.access.fake.addUser('mia');
    const answer = await portal.call('GET', '/pipelines/openapi.json', {
      secret: mia,
    });
    expect(await answer.json()).toEqual(openApiDocument);
  });
});
