import type { Entity } from '@backstage/catalog-model';
import { NotAllowedError } from '@backstage/errors';
import type {
  CatalogProcessor,
  CatalogProcessorEmit,
} from '@backstage/plugin-catalog-node';
import type { LocationSpec } from '@backstage/plugin-catalog-common';
import type { HostedUrls } from './HostedUrls';
import { allowedKinds } from './projectEntity';

/**
 * Holds entities from hosted repositories to their bounds by the address that
 * they come from, however they were registered.
 */
export class HostedRulesProcessor implements CatalogProcessor {
  readonly #urls: HostedUrls;

  private constructor(urls: HostedUrls) {
    this.#urls = urls;
  }

  static create(options: { urls: HostedUrls }): HostedRulesProcessor {
    return new HostedRulesProcessor(options.urls);
  }

  getProcessorName(): string {
    return 'HostedRulesProcessor';
  }

  async preProcessEntity(
    entity: Entity,
    location: LocationSpec,
    _emit: CatalogProcessorEmit,
    origin: LocationSpec,
  ): Promise<Entity> {
    const place =
      this.#urls.parse(location.target) ?? this.#urls.parse(origin.target);
    if (!place || entity.kind === 'Location') {
      return entity;
    }
    const source = `${place.namespace}/${place.name}`;
    if (!allowedKinds.includes(entity.kind)) {
      throw new NotAllowedError(
        `${source} may yield ${allowedKinds.join(', ')}; not ${entity.kind}`,
      );
    }
    const namespace = entity.metadata.namespace ?? 'default';
    if (namespace.toLowerCase() !== place.namespace.toLowerCase()) {
      throw new NotAllowedError(
        `Entities of ${source} are in the namespace ${place.namespace}, not ${namespace}. The portal reads them by itself; they need not be registered.`,
      );
    }
    const owner = entity.spec?.owner;
    if (owner !== `group:default/${place.namespace}`) {
      throw new NotAllowedError(
        `${source} belongs to group:default/${place.namespace}, not to ${owner}. The portal reads its entities by itself; they need not be registered.`,
      );
    }
    return entity;
  }
}
