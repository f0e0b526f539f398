import type { Request, Response, Router } from 'express';
import { checkDigest, checkName } from '../model/names';
import { mediaTypes } from '../model/parseManifest';
import { visibleTo } from '../store/visibleTo';
import { admit, identify } from './authenticate';
import { checkScope } from './RegistryAccess';
import type { RegistryContext } from './RegistryContext';
import { RegistryError } from './RegistryError';

const maxEntries = 1_000;
const maxReferrers = 200;

/** What there is: the version check, repositories, tags, referrers. */
export function addListRoutes(router: Router, context: RegistryContext): void {
  const { knex, manifests } = context;

  router.get('/', async (request, response) => {
    await identify(context, request, undefined, false);
    response.json({});
  });

  router.get('/_catalog', async (request, response) => {
    const { caller, grants } = await identify(
      context,
      request,
      undefined,
      false,
    );
    checkScope(caller.principal, 'pull');
    const { limit, last } = pageOf(request);
    const visible =
      caller.principal.type === 'service'
        ? { all: true as const }
        : await context.accessService.visibleRepositories(caller.principal);
    const names: string[] =
      limit === 0
        ? []
        : await visibleTo(knex('image_repositories'), visible)
            .modify(query => {
              if (last) {
                query.where('name', '>', last);
              }
              // A bearer for certain names shows no others.
              if (grants && Object.keys(grants).length > 0) {
                query.whereIn('name', Object.keys(grants));
              }
            })
            .whereExists(
              knex('manifests')
                .select(knex.raw('1'))
                .whereRaw('manifests.repository = image_repositories.name'),
            )
            .orderBy('name')
            .limit(limit + 1)
            .pluck('name');
    sendPage(response, '/v2/_catalog', names, limit, repositories => ({
      repositories,
    }));
  });

  router.get(/^\/(.+)\/tags\/list$/, async (request, response) => {
    const name = checkName(request.params[0]);
    await admit(context, request, name, 'pull');
    const { limit, last } = pageOf(request);
    const tags: string[] =
      limit === 0
        ? []
        : await knex('tags')
            .where({ repository: name })
            .modify(query => {
              if (last) {
                query.where('tag', '>', last);
              }
            })
            .orderBy('tag')
            .limit(limit + 1)
            .pluck('tag');
    if (tags.length === 0 && !last) {
      await checkKnown(name);
    }
    sendPage(response, `/v2/${name}/tags/list`, tags, limit, page => ({
      name,
      tags: page,
    }));
  });

  router.get(/^\/(.+)\/referrers\/([^/]+)$/, async (request, response) => {
    const name = checkName(request.params[0]);
    const subject = checkDigest(request.params[1]);
    await admit(context, request, name, 'pull');
    const artifactType = text(request.query.artifactType);
    const rows = await manifests.referrers(name, subject, {
      artifactType,
      last: text(request.query.last),
      limit: maxReferrers + 1,
    });
    const page = rows.slice(0, maxReferrers);
    if (rows.length > page.length) {
      const query = new URLSearchParams({
        last: page[page.length - 1].digest,
        ...(artifactType ? { artifactType } : {}),
      });
      response.set(
        'Link',
        `</v2/${name}/referrers/${subject}?${query}>; rel="next"`,
      );
    }
    if (artifactType) {
      response.set('OCI-Filters-Applied', 'artifactType');
    }
    response.set('Content-Type', mediaTypes.ociIndex).end(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: mediaTypes.ociIndex,
        manifests: page.map(row => ({
          mediaType: row.media_type,
          digest: row.digest,
          size: Number(row.size),
          ...(row.artifact_type ? { artifactType: row.artifact_type } : {}),
          ...(row.annotations
            ? { annotations: JSON.parse(row.annotations) }
            : {}),
        })),
      }),
    );
  });

  async function checkKnown(name: string): Promise<void> {
    if (!(await context.repositories.find(name))) {
      throw new RegistryError(
        404,
        'NAME_UNKNOWN',
        `Nothing was pushed to ${name} yet`,
      );
    }
  }
}

function pageOf(request: Request): { limit: number; last?: string } {
  const { n } = request.query;
  if (n !== undefined && !/^\d{1,9}$/.test(String(n))) {
    throw new RegistryError(
      400,
      'UNSUPPORTED',
      `n is how many entries to list, a whole number, not '${String(n).slice(
        0,
        40,
      )}'`,
    );
  }
  return {
    limit: n === undefined ? maxEntries : Math.min(Number(n), maxEntries),
    last: text(request.query.last),
  };
}

/** @param found - one entry more than the page, if there are more */
function sendPage(
  response: Response,
  path: string,
  found: string[],
  limit: number,
  body: (page: string[]) => object,
): void {
  const page = found.slice(0, limit);
  if (found.length > limit) {
    const query = new URLSearchParams({
      last: page[page.length - 1],
      n: String(limit),
    });
    response.set('Link', `<${path}?${query}>; rel="next"`);
  }
  response.json(body(page));
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== ''
    ? value.slice(0, 300)
    : undefined;
}
