import {
  getCompoundEntityRef,
  parseEntityRef,
  RELATION_OWNED_BY,
  RELATION_OWNER_OF,
  type CompoundEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import {
  processingResult,
  type CatalogProcessor,
  type CatalogProcessorEmit,
} from '@backstage/plugin-catalog-node';
import { InputError } from '@backstage/errors';
import { apiVersion } from './relations';
import * as relations from './relations';
import { devOpsComponentSpec, workflowSpec } from './schemas';

/** Knows the kinds `Workflow` and `DevOpsComponent` and their relations. */
export class DopKindsProcessor implements CatalogProcessor {
  getProcessorName(): string {
    return 'DopKindsProcessor';
  }

  async validateEntityKind(entity: Entity): Promise<boolean> {
    const schema = schemaOf(entity.kind);
    if (!schema) {
      return false;
    }
    if (entity.apiVersion !== apiVersion) {
      throw new InputError(
        `${entity.kind} has apiVersion ${entity.apiVersion}; it must be ${apiVersion}`,
      );
    }
    const result = schema.safeParse(entity.spec);
    if (!result.success) {
      throw new InputError(
        result.error.issues
          .map(({ path, message }) => `/spec/${path.join('/')} ${message}`)
          .join('; '),
      );
    }
    return true;
  }

  async postProcessEntity(
    entity: Entity,
    _location: unknown,
    emit: CatalogProcessorEmit,
  ): Promise<Entity> {
    if (!schemaOf(entity.kind)) {
      return entity;
    }
    const self = getCompoundEntityRef(entity);
    const spec = (entity.spec ?? {}) as Record<string, unknown>;
    const both = (
      target: CompoundEntityRef,
      forward: string,
      backward: string,
    ) => {
      emit(processingResult.relation({ source: self, type: forward, target }));
      emit(
        processingResult.relation({
          source: target,
          type: backward,
          target: self,
        }),
      );
    };
    for (const owner of texts(spec.owner)) {
      both(
        parseEntityRef(owner, {
          defaultKind: 'Group',
          defaultNamespace: 'default',
        }),
        RELATION_OWNED_BY,
        RELATION_OWNER_OF,
      );
    }
    for (const delivered of texts(spec.delivers)) {
      both(
        parseEntityRef(delivered, {
          defaultKind: 'Component',
          defaultNamespace: self.namespace,
        }),
        relations.RELATION_DELIVERS,
        relations.RELATION_DELIVERED_BY,
      );
    }
    for (const used of texts(spec.usesDevOpsComponents)) {
      both(
        parseEntityRef(used, {
          defaultKind: 'DevOpsComponent',
          defaultNamespace: self.namespace,
        }),
        relations.RELATION_USES_DEVOPS_COMPONENT,
        relations.RELATION_USED_BY_WORKFLOW,
      );
    }
    return entity;
  }
}

function schemaOf(kind: string) {
  switch (kind) {
    case 'Workflow':
      return workflowSpec;
    case 'DevOpsComponent':
      return devOpsComponentSpec;
    default:
      return undefined;
  }
}

function texts(value: unknown): string[] {
  return [value]
    .flat()
    .filter((item): item is string => typeof item === 'string');
}
