import { posix } from 'node:path';
import type { Entity } from '@backstage/catalog-model';
import type { LocationSpec } from '@backstage/plugin-catalog-common';
import type { CatalogProcessor } from '@backstage/plugin-catalog-node';
import type { JsonObject, JsonValue } from '@backstage/types';
import type { HostedUrls } from './HostedUrls';

/**
 * Lets templates of hosted repositories fetch what lies beside them:
 * `url: ./skeleton` becomes the address of that folder. The scaffolder itself
 * resolves such paths for the forges that it knows only.
 */
export class HostedTemplateProcessor implements CatalogProcessor {
  readonly #urls: HostedUrls;

  private constructor(urls: HostedUrls) {
    this.#urls = urls;
  }

  static create(options: { urls: HostedUrls }): HostedTemplateProcessor {
    return new HostedTemplateProcessor(options.urls);
  }

  getProcessorName(): string {
    return 'HostedTemplateProcessor';
  }

  async preProcessEntity(
    entity: Entity,
    location: LocationSpec,
  ): Promise<Entity> {
    const steps = entity.spec?.steps;
    const place = this.#urls.parse(location.target);
    if (entity.kind !== 'Template' || !Array.isArray(steps) || !place) {
      return entity;
    }
    const folder = posix.dirname(place.path);
    const resolved = steps.map(step => {
      const { action, input } = asObject(step);
      const { url } = asObject(input);
      if (!String(action).startsWith('fetch:') || !isRelative(url)) {
        return step;
      }
      const path = url.startsWith('/') ? url : posix.join(folder, url);
      const address = this.#urls.beside(location.target, path);
      return { ...asObject(step), input: { ...asObject(input), url: address } };
    });
    return { ...entity, spec: { ...entity.spec, steps: resolved } };
  }
}

function asObject(value: JsonValue | undefined): JsonObject {
  return typeof value === 'object' && value && !Array.isArray(value)
    ? value
    : {};
}

/** What begins with an expression may become an address of any kind. */
function isRelative(url: unknown): url is string {
  return (
    typeof url === 'string' && !url.startsWith('${{') && !URL.canParse(url)
  );
}
