import { stringifyEntityRef, type Entity } from '@backstage/catalog-model';
import type { LocationSpec } from '@backstage/plugin-catalog-common';
import type {
  CatalogProcessor,
  CatalogProcessorCache,
  CatalogProcessorEmit,
  CatalogProcessorRelationResult,
  CatalogProcessorResult,
} from '@backstage/plugin-catalog-node';
import type { EntityClaims } from './EntityClaims';

/**
 * A processor whose private entities leave no trace on public ones.
 *
 * @remarks
 * The catalog hides private entities, but shows the relations of visible ones
 * whole, in every answer, filter and facet. So a private entity keeps its own
 * relations, and gives one back only to entities of its own repository, which
 * the same people see.
 */
export class DiscreetProcessor implements CatalogProcessor {
  readonly #processor: CatalogProcessor;
  readonly #claims: EntityClaims;

  private constructor(processor: CatalogProcessor, claims: EntityClaims) {
    this.#processor = processor;
    this.#claims = claims;
  }

  static wrap(
    processor: CatalogProcessor,
    options: { claims: EntityClaims },
  ): CatalogProcessor {
    return new DiscreetProcessor(processor, options.claims);
  }

  getProcessorName(): string {
    return this.#processor.getProcessorName();
  }

  async preProcessEntity(
    entity: Entity,
    location: LocationSpec,
    emit: CatalogProcessorEmit,
    origin: LocationSpec,
    cache: CatalogProcessorCache,
  ): Promise<Entity> {
    return (
      (await this.#processor.preProcessEntity?.(
        entity,
        location,
        emit,
        origin,
        cache,
      )) ?? entity
    );
  }

  async validateEntityKind(entity: Entity): Promise<boolean> {
    return (await this.#processor.validateEntityKind?.(entity)) ?? false;
  }

  async postProcessEntity(
    entity: Entity,
    location: LocationSpec,
    emit: CatalogProcessorEmit,
    cache: CatalogProcessorCache,
  ): Promise<Entity> {
    const { annotations } = entity.metadata;
    const isPrivate = annotations?.['dop/visibility'] === 'private';
    const own = stringifyEntityRef(entity);
    const others: CatalogProcessorRelationResult[] = [];
    const hold = (result: CatalogProcessorResult) => {
      if (result.type === 'relation' && sourceOf(result) !== own) {
        others.push(result);
      } else {
        emit(result);
      }
    };
    const processed = await this.#processor.postProcessEntity?.(
      entity,
      location,
      isPrivate ? hold : emit,
      cache,
    );
    if (others.length > 0) {
      const holders = await this.#claims.holders(others.map(sourceOf));
      others
        .filter(
          other =>
            holders.get(sourceOf(other)) === annotations?.['dop/repository-id'],
        )
        .forEach(emit);
    }
    return processed ?? entity;
  }
}

function sourceOf({ relation }: CatalogProcessorRelationResult): string {
  return stringifyEntityRef(relation.source);
}
