import type {
  AuthService,
  BackstageCredentials,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import {
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
  ResponseError,
} from '@backstage/errors';
import { PipelinesClient } from '@dop/plugin-pipelines-common';

/** Makes a client of the API that acts as whoever called an action. */
export type ClientOf = (credentials: BackstageCredentials) => PipelinesClient;

/**
 * Actions go through the API, so that permission, audit and every check are
 * those of the routes, under the caller's own credentials.
 */
export function createClientOf(options: {
  auth: AuthService;
  discovery: DiscoveryService;
}): ClientOf {
  return credentials =>
    PipelinesClient.create({
      discoveryApi: options.discovery,
      fetchApi: {
        fetch: async (input, init) => {
          const { token } = await options.auth.getPluginRequestToken({
            onBehalfOf: credentials,
            targetPluginId: 'pipelines',
          });
          const headers = new Headers(init?.headers);
          headers.set('authorization', `Bearer ${token}`);
          return fetch(input, { ...init, headers });
        },
      },
    });
}

const errors: Record<number, new (message: string) => Error> = {
  400: InputError,
  403: NotAllowedError,
  404: NotFoundError,
  409: ConflictError,
};

/** The API's answer to an action is the action's own. */
export async function asAnswer<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const Known =
      error instanceof ResponseError
        ? errors[error.response.status]
        : undefined;
    throw Known ? new Known((error as Error).message) : error;
  }
}
