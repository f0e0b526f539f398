import type { AuditEntry } from '@dop/plugin-access-common';
import type { Knex } from 'knex';
import { containsText } from './containsText';
import { isoTime } from './times';

interface AuditRow {
  sequence: number | string;
  id: string;
  time: number | string;
  plugin_id: string;
  event_id: string;
  severity: AuditEntry['severity'];
  status: AuditEntry['status'];
  actor: string;
  request: string | null;
  meta: string | null;
  error: string | null;
}

/** What the audit can be narrowed to. Times are ISO 8601. */
export interface AuditFilter {
  plugin?: string;
  event?: string;
  actor?: string;
  status?: AuditEntry['status'];
  from?: string;
  to?: string;
  search?: string;
}

const batchSize = 50;

/** Who did what, written once and never changed. */
export class AuditStore {
  readonly #knex: Knex;

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  static create(knex: Knex): AuditStore {
    return new AuditStore(knex);
  }

  /** Entries that are there already (by id) stay as they are. */
  async append(entries: AuditEntry[]): Promise<void> {
    for (let start = 0; start < entries.length; start += batchSize) {
      await this.#knex('audit')
        .insert(
          entries.slice(start, start + batchSize).map(entry => ({
            id: entry.id,
            time: Date.parse(entry.time),
            plugin_id: entry.pluginId,
            event_id: entry.eventId,
            severity: entry.severity,
            status: entry.status,
            actor: withoutNul(entry.actor).slice(0, 255),
            request: entry.request
              ? withoutNul(entry.request).slice(0, 500)
              : null,
            meta: entry.meta ? JSON.stringify(entry.meta) : null,
            error: entry.error ? withoutNul(entry.error).slice(0, 4_000) : null,
          })),
        )
        .onConflict('id')
        .ignore();
    }
  }

  /** The newest first, with the sequence that goes on from an entry. */
  async list(
    filter: AuditFilter,
    options: { before?: string; limit: number },
  ): Promise<{ sequence: string; entry: AuditEntry }[]> {
    const rows: AuditRow[] = await this.#knex<AuditRow>('audit')
      .modify(query => {
        if (filter.plugin) {
          query.where('plugin_id', filter.plugin);
        }
        if (filter.event) {
          query.where('event_id', filter.event);
        }
        if (filter.actor) {
          query.where('actor', filter.actor);
        }
        if (filter.status) {
          query.where('status', filter.status);
        } else {
          query.whereNot('status', 'initiated');
        }
        if (filter.from) {
          query.where('time', '>=', Date.parse(filter.from));
        }
        if (filter.to) {
          query.where('time', '<', Date.parse(filter.to));
        }
        if (filter.search) {
          containsText(
            query,
            ['event_id', 'actor', 'request', 'meta', 'error'],
            filter.search,
          );
        }
        if (options.before) {
          query.where('sequence', '<', options.before);
        }
      })
      .orderBy('sequence', 'desc')
      .limit(options.limit);
    return rows.map(row => ({
      sequence: String(row.sequence),
      entry: toEntry(row),
    }));
  }
}

function withoutNul(text: string): string {
  return text.replaceAll('\u0000', '\\u0000');
}

function toEntry(row: AuditRow): AuditEntry {
  return {
    id: row.id,
    time: isoTime(row.time),
    pluginId: row.plugin_id,
    eventId: row.event_id,
    severity: row.severity,
    status: row.status,
    actor: row.actor,
    request: row.request ?? undefined,
    meta: row.meta === null ? undefined : JSON.parse(row.meta),
    error: row.error ?? undefined,
  };
}
