/** `linux/arm64/v8` in parts. */
export interface ImagePlatform {
  os: string;
  architecture: string;
  variant?: string;
}

/**
 * - `image`: one platform
 * - `index`: images for several platforms under one digest
 * - `artifact`: something else that is kept beside images, such as an SBOM
 */
export type ImageKind = 'image' | 'index' | 'artifact';

/** The attempt of a step that pushed or produced an image. */
export interface ImageRun {
  runId: string;
  runNumber: number;
  workflowId: string;
  /** Known once the run has told of its output. */
  workflowName?: string;
  stepId: string;
  instanceKey: string;
  attempt: number;
  outcome?: string;
  /** Id of the repository record. */
  repositoryId: string;
  commit: string;
  /** Full ref, `refs/heads/main`. */
  ref: string;
  protectedRef: boolean;
  /** False for attempts that share the portal's user. */
  isolated: boolean;
  /** Entity refs of the services that the workflow delivers. */
  services: string[];
}

/** One push of an image: who, when, from which run. */
export interface ImagePush {
  id: string;
  tag?: string;
  /** ISO 8601, UTC. */
  pushedAt: string;
  /**
   * `proved`: the token that pushed belongs to this person, or to this isolated
   * attempt. `claimed`: somebody says so, and others could have.
   */
  proof: 'proved' | 'claimed';
  userEntityRef?: string;
  run?: ImageRun;
}

/** What the labels of an image say about where it comes from; anybody can write them. */
export interface ClaimedSource {
  source?: string;
  revision?: string;
  created?: string;
  version?: string;
  title?: string;
  description?: string;
  licenses?: string;
}

/** How clients reach the built-in registry. */
export interface RegistryAddress {
  /** `localhost:7007` */
  host: string;
  /** False where it speaks plain HTTP: some clients want to be told. */
  tls: boolean;
}

export interface ImageRepository {
  /** `shop/checkout` or `shop/checkout/worker` */
  name: string;
  /** Id of the repository record; absent for images of the administrators. */
  repositoryId?: string;
  /** True once the record is deleted: the images stay for administrators. */
  orphaned: boolean;
  tagCount: number;
  imageCount: number;
  /** Bytes stored for it; what it shares with others counts for each. */
  totalSize: number;
  createdAt: string;
  pushedAt: string;
  latestTag?: { tag: string; digest: string; updatedAt: string };
  /** Whether the caller may delete tags and images; only where one is asked for. */
  mayDelete?: boolean;
}

export interface ImageTag {
  tag: string;
  digest: string;
  updatedAt: string;
  kind: ImageKind;
  /** Bytes with all layers; for an index of all its platforms. */
  totalSize: number;
  platforms: ImagePlatform[];
  push?: ImagePush;
}

export interface ImageLayer {
  digest: string;
  mediaType: string;
  size: number;
  /** The command that made it, where the history tells. */
  createdBy?: string;
}

export interface ImageHistoryEntry {
  created?: string;
  createdBy?: string;
  comment?: string;
  author?: string;
  /** Made no layer. */
  empty: boolean;
}

export interface ImageConfig {
  created?: string;
  author?: string;
  user?: string;
  workingDirectory?: string;
  entrypoint?: string[];
  command?: string[];
  environment: string[];
  exposedPorts: string[];
  volumes: string[];
  labels: Record<string, string>;
  stopSignal?: string;
}

/** One platform of an image. */
export interface PlatformImage {
  digest: string;
  /** Absent where nothing says it. */
  platform?: ImagePlatform;
  /** Bytes of manifest, configuration and layers. */
  totalSize: number;
  layers: ImageLayer[];
  history: ImageHistoryEntry[];
  config?: ImageConfig;
  /** Why parts are missing. */
  problem?: string;
}

/** Something that refers to an image by its digest: a signature, an SBOM. */
export interface ImageReferrer {
  digest: string;
  mediaType: string;
  artifactType?: string;
  size: number;
  annotations: Record<string, string>;
  push?: ImagePush;
}

export interface ImageDetail {
  repository: string;
  repositoryId?: string;
  digest: string;
  kind: ImageKind;
  mediaType: string;
  artifactType?: string;
  /** Bytes of the manifest alone. */
  size: number;
  totalSize: number;
  pushedAt: string;
  created?: string;
  annotations: Record<string, string>;
  tags: string[];
  /** One for an image or artifact, several for an index. */
  platforms: PlatformImage[];
  /** Attestations that an index carries among its platforms. */
  attestations: { digest: string; size: number }[];
  /** Indexes of the same repository that contain this image. */
  partOf: string[];
  referrers: ImageReferrer[];
  /** Newest first, at most 20. */
  pushes: ImagePush[];
  claimed: ClaimedSource;
  /** Entity refs of the services that it belongs to. */
  services: string[];
  /** Digest of what this refers to. */
  subject?: string;
  /** Whether the caller may delete it. */
  mayDelete?: boolean;
}
