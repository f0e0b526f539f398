import type { JsonObject } from '@backstage/types';

/** A part of JSON Schema as OpenAPI 3.1 has it. */
export type OpenApiSchema = JsonObject;

/** A parameter of an operation, or a reference to one. */
export type OpenApiParameter =
  | { $ref: string }
  | {
      name: string;
      in: 'path' | 'query' | 'header';
      required?: boolean;
      description?: string;
      /** In a path: slashes stay as they are. */
      'x-slashes'?: boolean;
      style?: string;
      explode?: boolean;
      schema: OpenApiSchema;
    };

/** An answer, or a reference to one. */
export type OpenApiResponse =
  | { $ref: string }
  | {
      description: string;
      headers?: Record<string, { schema: OpenApiSchema }>;
      content?: Record<string, { schema: OpenApiSchema }>;
    };

/** What one method does at one path. */
export interface OpenApiOperation {
  operationId: string;
  summary?: string;
  description?: string;
  tags?: string[];
  /** An empty list where nobody needs to be signed in. */
  security?: Record<string, string[]>[];
  parameters?: OpenApiParameter[];
  requestBody?: {
    required?: boolean;
    content: Record<string, { schema: OpenApiSchema }>;
  };
  responses: Record<string, OpenApiResponse>;
}

/** The part of OpenAPI 3.1 in which the portal's own APIs are described. */
export interface OpenApiDocument {
  openapi: string;
  info: {
    title: string;
    version: string;
    description?: string;
    license?: { name: string; url: string };
  };
  servers?: { url: string }[];
  paths: Record<string, Record<string, OpenApiOperation>>;
  components: {
    schemas: Record<string, OpenApiSchema>;
    parameters?: Record<string, OpenApiParameter>;
    responses?: Record<string, OpenApiResponse>;
    securitySchemes?: Record<string, JsonObject>;
  };
  [more: string]: unknown;
}
