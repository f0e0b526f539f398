import { CustomErrorBase } from '@backstage/errors';

/** What a step left, or is given, breaks the rules for artifacts. */
export class ArtifactError extends CustomErrorBase {
  name = 'ArtifactError' as const;
}

/** What one artifact may hold. */
export interface ArtifactLimits {
  /** Files, folders and links. */
  entries: number;
  bytes: number;
}

export const defaultArtifactLimits: ArtifactLimits = {
  entries: 200_000,
  bytes: 8 * 1024 ** 3,
};
