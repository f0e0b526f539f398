import express, { type Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { AuthenticationError } from '@backstage/errors';
import { refSlug, type RunPrincipal } from '@dop/plugin-access-common';
import { parse, type RouterContext } from './context';
import { verifyBody } from './schemas';

/** For other plugins only. */
export function createInternalRouter({
  engine,
  httpAuth,
}: Pick<RouterContext, 'engine' | 'httpAuth'>): Router {
  const router = PromiseRouter();

  // Asked by the access plugin, so it cannot ask that plugin who calls.
  router.post(
    '/internal/run-tokens/verify',
    express.json({ limit: '10kb' }),
    async (request, response) => {
      await httpAuth.credentials(request, { allow: ['service'] });
      const { secret } = parse(verifyBody, request.body, 'body');
      const holder = await engine.verifyRunToken(secret);
      if (!holder) {
        throw new AuthenticationError(
          'This run token is not known, or its attempt has ended',
        );
      }
      const { run } = holder;
      const principal: RunPrincipal = {
        type: 'run',
        runId: run.id,
        runNumber: run.number,
        workflowId: run.workflowId,
        stepId: holder.stepId,
        instanceKey: holder.instanceKey,
        attempt: holder.attempt,
        epoch: holder.epoch,
        repositoryId: run.repositoryId,
        ref: run.ref,
        protectedRef: run.protectedRef,
        commit: run.commit,
        isolated: holder.isolated,
        refSlug: refSlug(run.ref),
      };
      response.json(principal);
    },
  );

  return router;
}
