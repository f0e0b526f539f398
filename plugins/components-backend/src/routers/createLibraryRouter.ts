import type { Request, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { NotFoundError } from '@backstage/errors';
import type { VisibleRepositories } from '@dop/plugin-access-common';
import type { ComponentDetail } from '@dop/plugin-components-common';
import type { ComponentName } from '../database/ComponentStore';
import { definitionOf, toSummary, toVersionSummary } from '../database/rows';
import { findWorkflowUses } from '../uses/findWorkflowUses';
import type { RouterContext } from './context';
import { detailQuery, listQuery, parse } from './schemas';

/** What people read: the library, one component, who uses it. */
export function createLibraryRouter(context: RouterContext): Router {
  const { access, catalog, httpAuth, resolver, store } = context;
  const router = PromiseRouter();

  router.get('/components', async (request, response) => {
    const visible = await reader(request);
    const query = parse(listQuery, request.query, 'query');
    const page = await store.list({
      ...query,
      visible,
      after: query.cursor,
    });
    response.json({
      items: page.items.map(toSummary),
      nextCursor: page.nextCursor,
    });
  });

  router.get('/components/:namespace/:name', async (request, response) => {
    const name = request.params;
    await visibleComponent(request, name);
    const query = parse(detailQuery, request.query, 'query');
    const component = await store.component(name);
    const rows = await store.versions(name);
    const wanted = query.version ?? component?.latest_version;
    const row = rows.find(({ version }) => version === wanted);
    if (!row) {
      throw new NotFoundError(
        `There is no version ${wanted} of ${name.namespace}/${name.name}`,
      );
    }
    const findings = await store.findings(name);
    const versions = await Promise.all(
      rows.map(async it =>
        toVersionSummary(it, {
          trusted: await resolver.isTrusted(it),
          findings: findings.filter(({ version }) => version === it.version)
            .length,
        }),
      ),
    );
    const detail: ComponentDetail = {
      namespace: row.namespace,
      name: row.name,
      versions,
      selected: {
        ...versions[rows.indexOf(row)],
        namespace: row.namespace,
        name: row.name,
        definition: definitionOf(row),
        readme: row.readme ?? undefined,
        findingList: findings
          .filter(({ version }) => version === row.version)
          .map(({ version, ...finding }) => finding),
      },
    };
    response.json(detail);
  });

  router.get('/components/:namespace/:name/uses', async (request, response) => {
    const { namespace, name } = request.params;
    const visible = await visibleComponent(request, { namespace, name });
    response.json({
      items: await findWorkflowUses({
        catalog,
        credentials: await httpAuth.credentials(request),
        visible,
        namespace,
        name,
      }),
    });
  });

  async function reader(request: Request): Promise<VisibleRepositories> {
    const principal = await access.principal(request);
    await access.authorize(principal, 'dop.component.read');
    return access.visibleRepositories(principal);
  }

  /** @throws NotFoundError also where the caller may not know of it */
  async function visibleComponent(
    request: Request,
    name: ComponentName,
  ): Promise<VisibleRepositories> {
    const visible = await reader(request);
    const component = await store.component(name);
    const id = component?.repository_id;
    if (
      !component ||
      (id && !visible.all && !visible.repositoryIds.includes(id))
    ) {
      throw new NotFoundError(
        `There is no DevOps component ${name.namespace}/${name.name}`,
      );
    }
    return visible;
  }

  return router;
}
