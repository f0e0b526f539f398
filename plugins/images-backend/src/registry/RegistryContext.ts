import type { AuditorService } from '@backstage/backend-plugin-api';
import type { AccessService } from '@dop/plugin-access-node';
import type { Outbox } from '@dop/plugin-devops-node';
import type { Knex } from 'knex';
import type { ContentStore } from '../store/ContentStore';
import type { ManifestStore } from '../store/ManifestStore';
import type { RepositoryStore } from '../store/RepositoryStore';
import type { UploadStore } from '../store/UploadStore';
import type { BearerSealer } from './BearerSealer';
import type { RegistryAccess } from './RegistryAccess';

/** What the routes under `/v2` work with. */
export interface RegistryContext {
  knex: Knex;
  access: RegistryAccess;
  accessService: AccessService;
  sealer: BearerSealer;
  repositories: RepositoryStore;
  content: ContentStore;
  manifests: ManifestStore;
  uploads: UploadStore;
  outbox: Outbox;
  auditor: AuditorService;
  /** `backend.baseUrl` */
  baseUrl: string;
  maxBlobBytes: number;
  idleMs: number;
}
