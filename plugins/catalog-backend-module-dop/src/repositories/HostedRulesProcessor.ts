import type { Entity } from '@backstage/catalog-model';
import { NotAllowedError } from '@backstage/errors';
import type {
  CatalogProcessor,
  CatalogProcessorEmit,
} from '@backstage/plugin-catalog-node';
import type { LocationSpec } from '@backstage/plugin-catalog-common';
import type { HostedKinds } from './HostedKinds';
import type { HostedUrls } from './HostedUrls';

/**
 * Holds entities from hosted repositories to their bounds by the address that
 * they come from, however they were registered.
 */
export class HostedRulesProcessor implements CatalogProcessor {
  readonly #kinds: HostedKinds;
  readonly #urls: HostedUrls;

  private constructor(kinds: HostedKinds, urls: HostedUrls) {
    this.#kinds = kinds;
    this.#urls = urls;
  }

  static create(options: {
    kinds: HostedKinds;
    urls: HostedUrls;
  }): HostedRulesProcessor {
    return new HostedRulesProcessor(options.kinds, options.urls);
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
    const kinds = this.#kinds.of(place);
    if (!kinds.includes(entity.kind)) {
      throw new NotAllowedError(
        `${source} may yield ${kinds.join(', ')}; not ${entity.kind}`,
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
