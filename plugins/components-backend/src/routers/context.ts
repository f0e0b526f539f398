import type {
  AuditorService,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { AccessService } from '@dop/plugin-access-node';
import type { BlobStore } from '@dop/plugin-devops-node';
import type { ComponentStore } from '../database/ComponentStore';
import type { Publisher } from '../publication/Publisher';
import type { Resolver } from '../resolution/Resolver';

/** What the routers work with. */
export interface RouterContext {
  access: AccessService;
  auditor: AuditorService;
  blobs: BlobStore;
  catalog: CatalogService;
  httpAuth: HttpAuthService;
  publisher: Publisher;
  resolver: Resolver;
  store: ComponentStore;
}
