/**
 * Data of the event `dop.image.changed`: what a person did to images of the
 * built-in registry. What attempts push is told by their runs.
 */
export interface ImageChanged {
  /** `untagged`: a tag is gone, the image stays. */
  change: 'pushed' | 'deleted' | 'untagged';
  /** `shop/checkout` */
  repository: string;
  /** Of the repository record; absent for the administrators' own. */
  repositoryId?: string;
  /** One, or what went with the image that was deleted. */
  digests: string[];
  /** That was written or is gone. */
  tag?: string;
  /** User entity ref. */
  actor: string;
  /** ISO 8601, UTC. */
  time: string;
}
