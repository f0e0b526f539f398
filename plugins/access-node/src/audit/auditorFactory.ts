import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { AuditBuffer } from './AuditBuffer';
import { StoringAuditor } from './StoringAuditor';

/** The auditor of every plugin: its events are in the log and in the audit. */
export const auditorFactory = createServiceFactory({
  service: coreServices.auditor,
  deps: {
    auth: coreServices.auth,
    discovery: coreServices.discovery,
    httpAuth: coreServices.httpAuth,
    lifecycle: coreServices.lifecycle,
    logger: coreServices.logger,
    plugin: coreServices.pluginMetadata,
  },
  factory({ auth, discovery, httpAuth, lifecycle, logger, plugin }) {
    const buffer = AuditBuffer.create({ auth, discovery, logger });
    lifecycle.addShutdownHook(() => buffer.flush());
    return StoringAuditor.create({
      pluginId: plugin.getId(),
      auth,
      httpAuth,
      logger,
      buffer,
    });
  },
});
