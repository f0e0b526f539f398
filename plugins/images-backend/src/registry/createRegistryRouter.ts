import type { ErrorRequestHandler, Request, Response, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { addBlobRoutes } from './blobRoutes';
import { addListRoutes } from './listRoutes';
import { addManifestRoutes } from './manifestRoutes';
import type { RegistryContext } from './RegistryContext';
import { RegistryError } from './RegistryError';
import { addTokenRoutes } from './tokenRoutes';
import { addUploadRoutes } from './uploadRoutes';

/** How long the rest of a refused upload may take to arrive. */
const drainMs = 60_000;

/**
 * `/v2`, by the OCI distribution specification 1.1. Every route but the token
 * exchange begins by asking who calls; there is no anonymous access.
 *
 * @param open - answers under way, so that a shutdown can end them
 */
export function createRegistryRouter(
  context: RegistryContext,
  logger: LoggerService,
  open: Set<Response>,
): Router {
  const router = PromiseRouter({ caseSensitive: true, strict: true });
  router.use((_request, response, next) => {
    open.add(response);
    response.on('close', () => open.delete(response));
    response.set({
      'Docker-Distribution-API-Version': 'registry/2.0',
      'Cache-Control': 'private, no-transform',
    });
    next();
  });
  addListRoutes(router, context);
  addTokenRoutes(router, context);
  addUploadRoutes(router, context);
  addBlobRoutes(router, context);
  addManifestRoutes(router, context);
  router.use((request, _response, next) => {
    next(
      new RegistryError(
        404,
        'UNSUPPORTED',
        `This registry has no ${request.method} ${request.originalUrl
          .split('?')[0]
          .slice(0, 200)}`,
      ),
    );
  });
  router.use(sendError(logger));
  return router;
}

/**
 * Lets the rest of a body arrive, or the client, busy sending, would see a
 * broken connection instead of the answer.
 */
function drain(request: Request): void {
  if (!request.readableEnded && !request.destroyed) {
    const timer = setTimeout(() => request.destroy(), drainMs).unref();
    request.on('close', () => clearTimeout(timer));
    // A reader that just stopped lets go of the stream only in the next tick.
    setImmediate(() => request.resume());
  }
}

/** Errors in the form of the specification, with a message for a person. */
function sendError(logger: LoggerService): ErrorRequestHandler {
  return (error, request, response, _next) => {
    const known = RegistryError.from(error);
    if (response.headersSent || response.destroyed) {
      response.destroy();
      return;
    }
    if (!known && !request.destroyed) {
      logger.error(
        `Registry: ${request.method} ${request.path}: ${stringifyError(error)}`,
      );
    }
    drain(request);
    response
      .status(known?.status ?? 500)
      .set(known?.headers ?? {})
      .json({
        errors: [
          {
            code: known?.code ?? 'UNKNOWN',
            message:
              known?.message ??
              'The registry failed; its log says why. Try again, and tell an administrator if it stays so.',
          },
        ],
      });
  };
}
