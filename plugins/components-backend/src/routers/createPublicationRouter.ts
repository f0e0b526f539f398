import express, { type Request, type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { ConflictError, NotFoundError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import type { Principal } from '@dop/plugin-access-common';
import {
  definitionOf,
  toVersionSummary,
  type VersionRow,
} from '../database/rows';
import type { RouterContext } from './context';
import { imageBody, lifecycleBody, parse, publishBody } from './schemas';

/** What owners write: new versions, their lifecycle, the digest of their image. */
export function createPublicationRouter(context: RouterContext): Router {
  const { access, auditor, publisher, resolver, store } = context;
  const router = PromiseRouter();
  const json = express.json({ limit: '64kb' });

  router.post('/components', json, async (request, response) => {
    const principal = await access.principal(request, { allow: ['user'] });
    const body = parse(publishBody, request.body, 'request');
    const [namespace, name] = body.repository.split('/');
    const record = await access.repository({ namespace, name });
    if (!record) {
      throw new NotFoundError(
        `There is no repository ${body.repository} that you may read`,
      );
    }
    await access.authorize(principal, 'dop.component.publish', {
      repositoryId: record.id,
    });
    const row = await audited(request, 'component-publish', body, () =>
      publisher.publishFromRepository({
        record,
        path: body.path,
        commit: body.commit,
        imageDigest: body.imageDigest,
        draft: body.draft,
        publishedBy: userOf(principal),
      }),
    );
    response.status(201).json({
      namespace: row.namespace,
      name: row.name,
      ...(await summary(row)),
    });
  });

  router.patch(
    '/components/:namespace/:name/versions/:version',
    json,
    async (request, response) => {
      const { version, ...name } = request.params;
      const { principal } = await owner(request, version);
      const change = parse(lifecycleBody, request.body, 'request');
      const row = await audited(
        request,
        'component-lifecycle',
        { ...request.params, ...change },
        () =>
          store.setLifecycle(name, version, {
            ...change,
            by: userOf(principal),
          }),
      );
      response.json(await summary(row));
    },
  );

  router.put(
    '/components/:namespace/:name/versions/:version/image',
    json,
    async (request, response) => {
      const { version, ...name } = request.params;
      const { row: known, principal } = await owner(request, version);
      const { digest, replace } = parse(imageBody, request.body, 'request');
      const { image } = definitionOf(known).spec;
      if (!image) {
        throw new ConflictError(
          `${name.namespace}/${name.name} ${version} has no container form`,
        );
      }
      const isSame = known.image_digest === digest;
      if (known.image_digest && !isSame) {
        // A digest is frozen; only what ships may be built anew in another registry.
        if (!replace || known.repository_id !== null) {
          throw new ConflictError(
            `${name.namespace}/${name.name} ${version} has the image ${known.image_digest}, and a published version never changes. Publish another version.`,
          );
        }
        await access.authorize(principal, 'dop.operations.write');
      }
      const row = isSame
        ? known
        : await audited(
            request,
            'component-image',
            { ...request.params, digest },
            () => store.setImageDigest(name, version, digest),
          );
      response.json(await summary(row));
    },
  );

  async function owner(
    request: Request,
    version: string,
  ): Promise<{ row: VersionRow; principal: Principal }> {
    const principal = await access.principal(request, { allow: ['user'] });
    const { namespace, name } = request.params;
    const row = await store.version({ namespace, name }, version);
    await (row?.repository_id
      ? access.authorize(principal, 'dop.component.publish', {
          repositoryId: row.repository_id,
        })
      : access.authorize(principal, 'dop.operations.write'));
    if (!row) {
      throw new NotFoundError(
        `There is no version ${version} of ${namespace}/${name}`,
      );
    }
    return { row, principal };
  }

  async function audited<T>(
    request: Request,
    eventId: string,
    meta: JsonObject,
    work: () => Promise<T>,
  ): Promise<T> {
    const event = await auditor.createEvent({
      eventId,
      request,
      severityLevel: 'medium',
      meta,
    });
    try {
      const result = await work();
      await event.success();
      return result;
    } catch (error) {
      await event.fail({ error: error as Error });
      throw error;
    }
  }

  async function summary(row: VersionRow) {
    const findings = await store.findings(row, row.version);
    return toVersionSummary(row, {
      trusted: await resolver.isTrusted(row),
      findings: findings.length,
    });
  }

  return router;
}

function userOf(principal: Principal): string | undefined {
  return principal.type === 'user' ? principal.userEntityRef : undefined;
}
