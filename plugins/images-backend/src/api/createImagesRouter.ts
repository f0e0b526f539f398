import type { Request, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { AuditorService } from '@backstage/backend-plugin-api';
import { InputError, NotFoundError } from '@backstage/errors';
import type { Principal, PermissionName } from '@dop/plugin-access-common';
import type { AccessService } from '@dop/plugin-access-node';
import { createDocumentRouter, type Outbox } from '@dop/plugin-devops-node';
import type { RegistryAddress } from '@dop/plugin-images-common';
import type { Knex } from 'knex';
import { z } from 'zod/v3';
import { checkName, isDigest, isTag } from '../model/names';
import { RegistryError } from '../registry/RegistryError';
import { openApiDocument } from '../schema/openapi.generated';
import type { ImageReader } from '../store/ImageReader';
import type { ManifestStore } from '../store/ManifestStore';
import { removeImage, removeTag } from '../store/removeImage';
import type { RepositoryListing } from '../store/RepositoryListing';
import type { RepositoryStore } from '../store/RepositoryStore';

const text = z.string().max(300).optional();
const limit = z.coerce.number().int().min(1).max(200).default(50);
const repositoriesQuery = z.object({
  search: text,
  repositoryId: text,
  cursor: text,
  limit,
});
const tagsQuery = z.object({
  search: text,
  sort: z.enum(['name', 'time']).default('time'),
  cursor: text,
  limit,
});

/**
 * `/api/images`. The name of an image repository has slashes; what follows it
 * is set off by `/-/`, which no name contains.
 */
export function createImagesRouter(options: {
  access: AccessService;
  auditor: AuditorService;
  knex: Knex;
  repositories: RepositoryStore;
  listing: RepositoryListing;
  reader: ImageReader;
  manifests: ManifestStore;
  outbox: Outbox;
  address: RegistryAddress;
}): Router {
  const { access, repositories, listing, reader, manifests, address } = options;
  const router = PromiseRouter();
  router.use(createDocumentRouter({ document: openApiDocument, access }));

  router.get('/registry', async (request, response) => {
    await access.principal(request);
    response.json(address);
  });

  router.get('/repositories', async (request, response) => {
    const principal = await access.principal(request);
    const visible = await access.visibleRepositories(principal);
    const query = check(repositoriesQuery, request);
    response.json(await listing.repositories(visible, query));
  });

  router.get(
    '/repositories/:imageName(.+)/-/summary',
    async (request, response) => {
      const name = nameOf(request);
      const principal = await admit(request, name, 'dop.image.read');
      const repository = await listing.repository(name);
      if (!repository) {
        throw unknown(name);
      }
      response.json({
        ...repository,
        mayDelete: await mayDelete(principal, repository),
      });
    },
  );

  router.get(
    '/repositories/:imageName(.+)/-/tags',
    async (request, response) => {
      const name = nameOf(request);
      await admit(request, name, 'dop.image.read');
      response.json(await listing.tags(name, check(tagsQuery, request)));
    },
  );

  router.get(
    '/repositories/:imageName(.+)/-/images/:reference',
    async (request, response) => {
      const name = nameOf(request);
      const principal = await admit(request, name, 'dop.image.read');
      const digest = await resolve(name, request.params.reference);
      const image = await reader.read(name, digest);
      if (!image) {
        throw new NotFoundError(`${name} has no image ${digest}`);
      }
      const row = await repositories.find(name);
      const repositoryId = row?.repository_id ?? undefined;
      response.json({
        ...image,
        repositoryId,
        mayDelete: await mayDelete(principal, { repositoryId }),
      });
    },
  );

  router.delete(
    '/repositories/:imageName(.+)/-/tags/:tag',
    async (request, response) => {
      const name = nameOf(request);
      const principal = await admit(request, name, 'dop.image.delete');
      const { tag } = request.params;
      if (!(await removeTag(options, actor(principal), name, tag))) {
        throw new NotFoundError(`${name} has no tag ${tag.slice(0, 128)}`);
      }
      response.status(204).end();
    },
  );

  router.delete(
    '/repositories/:imageName(.+)/-/images/:reference',
    async (request, response) => {
      const name = nameOf(request);
      const principal = await admit(request, name, 'dop.image.delete');
      const digest = request.params.reference;
      if (!isDigest(digest)) {
        throw new InputError(
          `An image is deleted by its digest, not by '${digest.slice(
            0,
            128,
          )}'; a tag by DELETE …/-/tags/<tag>`,
        );
      }
      const deleted = await removeImage(
        options,
        actor(principal),
        name,
        digest,
      );
      if (deleted.length === 0) {
        throw new NotFoundError(`${name} has no image ${digest}`);
      }
      response.json({ deleted });
    },
  );

  async function admit(
    request: Request,
    name: string,
    permission: PermissionName,
  ): Promise<Principal> {
    const principal = await access.principal(request);
    const row = await repositories.find(name);
    if (!row) {
      throw unknown(name);
    }
    const administrator = principal.type === 'user' && principal.administrator;
    const free =
      !row.repository_id || row.orphaned_at
        ? administrator ||
          (!row.repository_id && permission === 'dop.image.read')
        : undefined;
    if (free === false) {
      throw unknown(name);
    }
    if (row.repository_id && free === undefined) {
      await access.authorize(principal, permission, {
        repositoryId: row.repository_id,
      });
    }
    return principal;
  }

  /** For the pages only: the routes that delete ask again. */
  async function mayDelete(
    principal: Principal,
    { repositoryId }: { repositoryId?: string },
  ): Promise<boolean> {
    if (principal.type === 'user' && principal.administrator) {
      return true;
    }
    if (!repositoryId) {
      return false;
    }
    try {
      await access.authorize(principal, 'dop.image.delete', { repositoryId });
      return true;
    } catch {
      return false;
    }
  }

  async function resolve(name: string, reference: string): Promise<string> {
    if (isDigest(reference)) {
      return reference;
    }
    const digest = isTag(reference)
      ? await manifests.resolveTag(name, reference)
      : undefined;
    if (!digest) {
      throw new NotFoundError(`${name} has no tag ${reference.slice(0, 128)}`);
    }
    return digest;
  }

  router.use(
    (
      error: unknown,
      _request: unknown,
      _response: unknown,
      next: (error: unknown) => void,
    ) => {
      next(
        error instanceof RegistryError && error.status < 500
          ? new InputError(error.message)
          : error,
      );
    },
  );
  return router;
}

function nameOf(request: Request): string {
  return checkName(request.params.imageName);
}

function actor(principal: Principal): string {
  switch (principal.type) {
    case 'user':
      return principal.userEntityRef;
    case 'run':
      return `run:${principal.runId}`;
    default:
      return principal.subject;
  }
}

function check<T extends z.ZodTypeAny>(
  schema: T,
  request: Request,
): z.output<T> {
  const result = schema.safeParse(request.query);
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new InputError(
      `The query parameter ${issue.path.join('.')} is wrong: ${issue.message}`,
    );
  }
  return result.data;
}

function unknown(name: string): NotFoundError {
  return new NotFoundError(`There is no image repository ${name} for you`);
}
