// Made by "npm run api" from plugins/images-backend/src/schema/openapi.yaml. Do not edit.
import type { JsonObject } from '@backstage/types';

export interface paths {
  '/openapi.json': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** This document */
    get: operations['getDocument'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/registry': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Where the registry is for docker, podman and skopeo */
    get: operations['getRegistry'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/repositories': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Image repositories, by name */
    get: operations['listRepositories'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/repositories/{imageName}/-/summary': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One image repository */
    get: operations['getRepository'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/repositories/{imageName}/-/tags': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Its tags */
    get: operations['listTags'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/repositories/{imageName}/-/tags/{tag}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Remove a tag; the image stays */
    delete: operations['deleteTag'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/repositories/{imageName}/-/images/{reference}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** One image with platforms, layers, history and where it came from */
    get: operations['getImage'];
    put?: never;
    post?: never;
    /**
     * Remove an image with its tags and what refers to it
     * @description By its digest; a tag is removed by its own route.
     */
    delete: operations['deleteImage'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/dead-letters': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Events that no other plugin took, the oldest first */
    get: operations['listDeadLetters'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/dead-letters/{sequence}/retry': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Send one again */
    post: operations['retryDeadLetter'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    JsonObject: JsonObject;
    /** Format: date-time */
    Time: string;
    ErrorBody: {
      error: {
        name: string;
        message: string;
      } & {
        [key: string]: unknown;
      };
      request?: {
        method: string;
        url: string;
      };
      response: {
        statusCode: number;
      };
    };
    DeadLetter: {
      /** @description Its place among what this plugin sent. */
      sequence: string;
      /** @description Id of the plugin that does not take it. */
      target: string;
      attempts: number;
      error?: string;
      event: {
        id: string;
        type: string;
        source: string;
        subject: string;
        time: components['schemas']['Time'];
        data: components['schemas']['JsonObject'];
      };
    };
    DeadLetterPage: {
      items: components['schemas']['DeadLetter'][];
      nextCursor?: string;
    };
    /** @description `linux/arm64/v8` in parts. */
    ImagePlatform: {
      os: string;
      architecture: string;
      variant?: string;
    };
    /**
     * @description - `image`: one platform
     *     - `index`: images for several platforms under one digest
     *     - `artifact`: something else that is kept beside images, such as an SBOM
     * @enum {string}
     */
    ImageKind: 'image' | 'index' | 'artifact';
    /** @description The attempt of a step that pushed or produced an image. */
    ImageRun: {
      runId: string;
      runNumber: number;
      workflowId: string;
      /** @description Known once the run has told of its output. */
      workflowName?: string;
      stepId: string;
      instanceKey: string;
      attempt: number;
      outcome?: string;
      /** @description Id of the repository record. */
      repositoryId: string;
      commit: string;
      /** @description Full ref, `refs/heads/main`. */
      ref: string;
      protectedRef: boolean;
      /** @description False for attempts that share the portal's user. */
      isolated: boolean;
      /** @description Entity refs of the services that the workflow delivers. */
      services: string[];
    };
    /** @description One push of an image: who, when, from which run. */
    ImagePush: {
      id: string;
      tag?: string;
      pushedAt: components['schemas']['Time'];
      /**
       * @description `proved`: the token that pushed belongs to this person, or to this isolated attempt. `claimed`: somebody says so, and others could have.
       * @enum {string}
       */
      proof: 'proved' | 'claimed';
      userEntityRef?: string;
      run?: components['schemas']['ImageRun'];
    };
    /** @description What the labels of an image say about where it comes from; anybody can write them. */
    ClaimedSource: {
      source?: string;
      revision?: string;
      created?: string;
      version?: string;
      title?: string;
      description?: string;
      licenses?: string;
    };
    /** @description How clients reach the built-in registry. */
    RegistryAddress: {
      /** @description `localhost:7007` */
      host: string;
      /** @description False where it speaks plain HTTP: some clients want to be told. */
      tls: boolean;
    };
    ImageRepository: {
      /** @description `shop/checkout` or `shop/checkout/worker` */
      name: string;
      /** @description Id of the repository record; absent for images of the administrators. */
      repositoryId?: string;
      /** @description True once the record is deleted: the images stay for administrators. */
      orphaned: boolean;
      tagCount: number;
      imageCount: number;
      /** @description Bytes stored for it; what it shares with others counts for each. */
      totalSize: number;
      createdAt: components['schemas']['Time'];
      pushedAt: components['schemas']['Time'];
      latestTag?: {
        tag: string;
        digest: string;
        updatedAt: components['schemas']['Time'];
      };
      /** @description Whether the caller may delete tags and images; only where one is asked for. */
      mayDelete?: boolean;
    };
    ImageTag: {
      tag: string;
      digest: string;
      updatedAt: components['schemas']['Time'];
      kind: components['schemas']['ImageKind'];
      /** @description Bytes with all layers; for an index of all its platforms. */
      totalSize: number;
      platforms: components['schemas']['ImagePlatform'][];
      push?: components['schemas']['ImagePush'];
    };
    ImageLayer: {
      digest: string;
      mediaType: string;
      size: number;
      /** @description The command that made it, where the history tells. */
      createdBy?: string;
    };
    ImageHistoryEntry: {
      created?: string;
      createdBy?: string;
      comment?: string;
      author?: string;
      /** @description Made no layer. */
      empty: boolean;
    };
    ImageConfig: {
      created?: string;
      author?: string;
      user?: string;
      workingDirectory?: string;
      entrypoint?: string[];
      command?: string[];
      environment: string[];
      exposedPorts: string[];
      volumes: string[];
      labels: {
        [key: string]: string;
      };
      stopSignal?: string;
    };
    /** @description One platform of an image. */
    PlatformImage: {
      digest: string;
      platform?: components['schemas']['ImagePlatform'];
      /** @description Bytes of manifest, configuration and layers. */
      totalSize: number;
      layers: components['schemas']['ImageLayer'][];
      history: components['schemas']['ImageHistoryEntry'][];
      config?: components['schemas']['ImageConfig'];
      /** @description Why parts are missing. */
      problem?: string;
    };
    /** @description Something that refers to an image by its digest: a signature, an SBOM. */
    ImageReferrer: {
      digest: string;
      mediaType: string;
      artifactType?: string;
      size: number;
      annotations: {
        [key: string]: string;
      };
      push?: components['schemas']['ImagePush'];
    };
    ImageDetail: {
      repository: string;
      repositoryId?: string;
      digest: string;
      kind: components['schemas']['ImageKind'];
      mediaType: string;
      artifactType?: string;
      /** @description Bytes of the manifest alone. */
      size: number;
      totalSize: number;
      pushedAt: components['schemas']['Time'];
      created?: string;
      annotations: {
        [key: string]: string;
      };
      tags: string[];
      /** @description One for an image or artifact, several for an index. */
      platforms: components['schemas']['PlatformImage'][];
      /** @description Attestations that an index carries among its platforms. */
      attestations: {
        digest: string;
        size: number;
      }[];
      /** @description Indexes of the same repository that contain this image. */
      partOf: string[];
      referrers: components['schemas']['ImageReferrer'][];
      /** @description Newest first, at most 20. */
      pushes: components['schemas']['ImagePush'][];
      claimed: components['schemas']['ClaimedSource'];
      /** @description Entity refs of the services that it belongs to. */
      services: string[];
      /** @description Digest of what this refers to. */
      subject?: string;
      /** @description Whether the caller may delete it. */
      mayDelete?: boolean;
    };
    ImageRepositoryPage: {
      items: components['schemas']['ImageRepository'][];
      nextCursor?: string;
    };
    ImageTagPage: {
      items: components['schemas']['ImageTag'][];
      nextCursor?: string;
    };
    DeletedImages: {
      /** @description Digests, the asked one among them. */
      deleted: string[];
    };
  };
  responses: {
    /** @description Something in the request is wrong; the message says what and where. */
    BadRequest: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['ErrorBody'];
      };
    };
    /** @description Nobody is signed in, or the token does not work any more. */
    Unauthorized: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['ErrorBody'];
      };
    };
    /** @description The caller may not do this. */
    Forbidden: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['ErrorBody'];
      };
    };
    /** @description There is no such thing that the caller may see. */
    NotFound: {
      headers: {
        [name: string]: unknown;
      };
      content: {
        'application/json': components['schemas']['ErrorBody'];
      };
    };
  };
  parameters: {
    /** @description `shop/checkout` or `shop/checkout/worker`, with its slashes. */
    imageName: string;
    /** @description A digest or a tag. */
    reference: string;
    tag: string;
    /** @description `nextCursor` of the page before; absent for the first. */
    cursor: string;
    limit: number;
    /** @description Part of the name. */
    search: string;
    sequence: string;
  };
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  getDocument: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The document */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['JsonObject'];
        };
      };
      401: components['responses']['Unauthorized'];
    };
  };
  getRegistry: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The address */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['RegistryAddress'];
        };
      };
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
    };
  };
  listRepositories: {
    parameters: {
      query?: {
        /** @description Part of the name. */
        search?: components['parameters']['search'];
        /** @description Id of a repository record. */
        repositoryId?: string;
        /** @description `nextCursor` of the page before; absent for the first. */
        cursor?: components['parameters']['cursor'];
        limit?: components['parameters']['limit'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of image repositories */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ImageRepositoryPage'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
    };
  };
  getRepository: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description `shop/checkout` or `shop/checkout/worker`, with its slashes. */
        imageName: components['parameters']['imageName'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The image repository */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ImageRepository'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
    };
  };
  listTags: {
    parameters: {
      query?: {
        /** @description Part of the name. */
        search?: components['parameters']['search'];
        /** @description `time`: the newest first. */
        sort?: 'name' | 'time';
        /** @description `nextCursor` of the page before; absent for the first. */
        cursor?: components['parameters']['cursor'];
        limit?: components['parameters']['limit'];
      };
      header?: never;
      path: {
        /** @description `shop/checkout` or `shop/checkout/worker`, with its slashes. */
        imageName: components['parameters']['imageName'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of tags */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ImageTagPage'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
    };
  };
  deleteTag: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description `shop/checkout` or `shop/checkout/worker`, with its slashes. */
        imageName: components['parameters']['imageName'];
        tag: components['parameters']['tag'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It is gone */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
    };
  };
  getImage: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description `shop/checkout` or `shop/checkout/worker`, with its slashes. */
        imageName: components['parameters']['imageName'];
        /** @description A digest or a tag. */
        reference: components['parameters']['reference'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The image */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['ImageDetail'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
    };
  };
  deleteImage: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @description `shop/checkout` or `shop/checkout/worker`, with its slashes. */
        imageName: components['parameters']['imageName'];
        /** @description A digest or a tag. */
        reference: components['parameters']['reference'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description What went */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DeletedImages'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
    };
  };
  listDeadLetters: {
    parameters: {
      query?: {
        cursor?: string;
        limit?: components['parameters']['limit'];
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description A page of dead letters */
      200: {
        headers: {
          [name: string]: unknown;
        };
        content: {
          'application/json': components['schemas']['DeadLetterPage'];
        };
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
    };
  };
  retryDeadLetter: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        sequence: components['parameters']['sequence'];
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description It is under way again */
      204: {
        headers: {
          [name: string]: unknown;
        };
        content?: never;
      };
      400: components['responses']['BadRequest'];
      401: components['responses']['Unauthorized'];
      403: components['responses']['Forbidden'];
      404: components['responses']['NotFound'];
    };
  };
}
