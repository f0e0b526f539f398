import type { RepositoryRecord } from '@dop/plugin-access-common';
import type { AccessService } from '@dop/plugin-access-node';

/** A record is believed for this time where that does. */
const recentMs = 2_000;
const limit = 1_000;

const shared = new WeakMap<AccessService, RecentRecords>();

/**
 * Repository records, asked anew or at most two seconds old: a push asks for the
 * record, and its first steps need it again right after.
 */
export class RecentRecords {
  readonly #access: AccessService;
  readonly #records = new Map<
    string,
    { record: RepositoryRecord | undefined; until: number }
  >();

  private constructor(access: AccessService) {
    this.#access = access;
  }

  /** The one of this service: whoever asks it spares the others the question. */
  static of(access: AccessService): RecentRecords {
    let records = shared.get(access);
    if (!records) {
      records = new RecentRecords(access);
      shared.set(access, records);
    }
    return records;
  }

  /** As it is now. */
  async fresh(id: string): Promise<RepositoryRecord | undefined> {
    const record = await this.#access.repository({ id });
    this.#records.delete(id);
    this.#records.set(id, { record, until: Date.now() + recentMs });
    if (this.#records.size > limit) {
      this.#records.delete(this.#records.keys().next().value as string);
    }
    return record;
  }

  /** As it was within the last two seconds. */
  async recent(id: string): Promise<RepositoryRecord | undefined> {
    const known = this.#records.get(id);
    return known && known.until > Date.now() ? known.record : this.fresh(id);
  }
}
