import type { Readable } from 'node:stream';

/** `sha256:` and 64 hexadecimal digits. */
export type Digest = string;

export interface BlobInfo {
  digest: Digest;
  /** Bytes. */
  size: number;
}

/**
 * Bytes by the digest of their content, owned by one plugin. What `open` gives
 * is whole: a blob exists only once all of it is stored. Replicas of the plugin
 * share one store, and what one has put, all others find.
 */
export interface BlobStore {
  /**
   * Stores a stream.
   *
   * @throws InputError if `expected` is another digest, or if it is longer than `maxBytes`
   * @throws InsufficientStorageError if there is no room; nothing is left behind
   */
  put(
    content: Readable,
    options?: { expected?: Digest; maxBytes?: number },
  ): Promise<BlobInfo>;

  /** @returns undefined if there is no such blob */
  stat(digest: Digest): Promise<BlobInfo | undefined>;

  /**
   * Streams a blob, or the bytes from `start` to `end`, both inclusive.
   *
   * @throws NotFoundError
   */
  open(
    digest: Digest,
    range?: { start?: number; end?: number },
  ): Promise<Readable>;

  /**
   * Removes a blob; nothing happens if there is none.
   *
   * @param options - `storedBefore` spares a blob that was stored, or stored
   *   again, since then: somebody may be about to use it
   * @returns false if it was spared
   */
  remove(digest: Digest, options?: { storedBefore?: Date }): Promise<boolean>;

  /**
   * The blobs whose hexadecimal digits begin with these two.
   *
   * @param options - `storedBefore` leaves out what was stored, or stored again,
   *   since then
   */
  list(prefix: string, options?: { storedBefore?: Date }): Promise<Digest[]>;
}
