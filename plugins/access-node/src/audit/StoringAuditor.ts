import { randomUUID } from 'node:crypto';
import type {
  AuditorService,
  AuditorServiceCreateEventOptions,
  AuditorServiceEvent,
  AuthService,
  HttpAuthService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { AuditEntry } from '@dop/plugin-access-common';
import { bearerToken } from '../identityClaims';
import type { AuditBuffer } from './AuditBuffer';

/**
 * Audit events go to the log and, buffered, to the access plugin. Nothing here
 * throws or waits for another plugin. Mere reads, of which Backstage's catalog
 * tells by the thousand, stay in the log unless they failed.
 */
export class StoringAuditor implements AuditorService {
  readonly #options: StoringAuditorOptions;

  private constructor(options: StoringAuditorOptions) {
    this.#options = options;
  }

  static create(options: StoringAuditorOptions): StoringAuditor {
    return new StoringAuditor(options);
  }

  async createEvent(
    options: AuditorServiceCreateEventOptions,
  ): Promise<AuditorServiceEvent> {
    const actor = await this.#actor(options);
    this.#record(options, actor, 'initiated', options.meta);
    return {
      success: async params => {
        this.#record(options, actor, 'succeeded', {
          ...options.meta,
          ...params?.meta,
        });
      },
      fail: async params => {
        this.#record(
          options,
          actor,
          'failed',
          { ...options.meta, ...params?.meta },
          params.error,
        );
      },
    };
  }

  #record(
    options: AuditorServiceCreateEventOptions,
    actor: string,
    status: AuditEntry['status'],
    meta: Record<string, unknown> = {},
    error?: unknown,
  ): void {
    const { request } = options;
    const entry: AuditEntry = {
      id: randomUUID(),
      time: new Date().toISOString(),
      pluginId: this.#options.pluginId,
      eventId: options.eventId,
      severity: options.severityLevel ?? 'low',
      status,
      actor,
      request:
        request && `${request.method} ${request.originalUrl.split('?')[0]}`,
      meta: {
        ...meta,
        ...(request?.ip && { address: request.ip }),
      },
      error: error === undefined ? undefined : stringifyError(error),
    };
    const level = entry.severity === 'low' ? 'debug' : 'info';
    this.#options.logger[level](
      `${entry.pluginId}.${entry.eventId} ${status} by ${actor}`,
      { isAuditEvent: true, audit: JSON.stringify(entry) },
    );
    if (!isRead(entry) || status === 'failed') {
      this.#options.buffer.add(entry);
    }
  }

  async #actor({
    request,
    meta,
  }: AuditorServiceCreateEventOptions): Promise<string> {
    const { auth, httpAuth, pluginId } = this.#options;
    if (!request) {
      // Git and registry know their callers themselves.
      return typeof meta?.actor === 'string'
        ? meta.actor
        : `plugin:${pluginId}`;
    }
    const bearer = bearerToken(request);
    const secret = /^(dop_(?:pat|run)_[^_]+)_/.exec(bearer ?? '')?.[1];
    if (secret) {
      return `token:${secret}`;
    }
    try {
      const credentials = await httpAuth.credentials(request);
      if (auth.isPrincipal(credentials, 'user')) {
        return credentials.principal.userEntityRef;
      }
      if (auth.isPrincipal(credentials, 'service')) {
        return credentials.principal.subject;
      }
    } catch {
      // An audit event must not fail because nobody is signed in.
    }
    return 'anonymous';
  }
}

/** `-fetch` is how Backstage's plugins name events of reading by POST. */
function isRead({ severity, request, eventId }: AuditEntry): boolean {
  return (
    severity === 'low' &&
    (/^(GET|HEAD) /.test(request ?? '') || eventId.endsWith('-fetch'))
  );
}

interface StoringAuditorOptions {
  pluginId: string;
  auth: AuthService;
  httpAuth: HttpAuthService;
  logger: LoggerService;
  buffer: AuditBuffer;
}
