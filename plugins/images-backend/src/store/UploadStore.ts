import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { RegistryError } from '../registry/RegistryError';
import type { UploadFiles } from '../uploads/UploadFiles';

/** Uploads that one image repository may have open at a time. */
const maxOpen = 500;
const touchEveryMs = 60_000;

/** Uploads under way: a row for each, and its file. */
export class UploadStore {
  readonly #knex: Knex;
  readonly #touched = new Map<string, number>();
  readonly files: UploadFiles;

  private constructor(knex: Knex, files: UploadFiles) {
    this.#knex = knex;
    this.files = files;
  }

  static create(knex: Knex, files: UploadFiles): UploadStore {
    return new UploadStore(knex, files);
  }

  /** @throws RegistryError TOOMANYREQUESTS if too many are open already */
  async begin(repository: string, actor: string): Promise<string> {
    const open = await this.#knex('uploads')
      .where({ repository })
      .count({ count: '*' })
      .first();
    if (Number(open?.count ?? 0) >= maxOpen) {
      throw new RegistryError(
        429,
        'TOOMANYREQUESTS',
        `${repository} has ${maxOpen} uploads open; finish or cancel some first`,
        { 'Retry-After': '60' },
      );
    }
    const id = randomUUID();
    await this.#knex('uploads').insert({
      id,
      repository,
      actor,
      touched_at: Date.now(),
    });
    try {
      await this.files.begin(id);
    } catch (error) {
      await this.remove(id);
      throw error;
    }
    return id;
  }

  /** @throws RegistryError BLOB_UPLOAD_UNKNOWN if this repository has no such upload */
  async check(repository: string, id: string): Promise<void> {
    const row = await this.#knex('uploads').where({ id, repository }).first();
    if (!row) {
      throw new RegistryError(
        404,
        'BLOB_UPLOAD_UNKNOWN',
        `${repository} has no such upload; it is finished, cancelled or was left alone too long. Begin again.`,
      );
    }
    await this.touch(id);
  }

  /** Keeps an upload from expiring; cheap enough to call for each chunk. */
  async touch(id: string): Promise<void> {
    const now = Date.now();
    if (now - (this.#touched.get(id) ?? 0) > touchEveryMs) {
      this.#touched.set(id, now);
      await this.#knex('uploads').where({ id }).update({ touched_at: now });
    }
  }

  async remove(id: string): Promise<void> {
    this.#touched.delete(id);
    await this.files.remove(id);
    await this.#knex('uploads').where({ id }).delete();
  }

  /** Forgets the row of an upload whose file became a blob. */
  async finished(id: string): Promise<void> {
    await this.remove(id);
  }

  /** Drops what nobody touched for `maxAgeMs`; at most 500 at a time. */
  async expire(maxAgeMs: number): Promise<number> {
    const ids: string[] = await this.#knex('uploads')
      .where('touched_at', '<', Date.now() - maxAgeMs)
      .limit(500)
      .pluck('id');
    for (const id of ids) {
      await this.remove(id);
    }
    return ids.length;
  }
}
