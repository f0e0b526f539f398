import type { JsonObject, JsonValue } from '@backstage/types';

/** The simple types of JSON Schema. `integer` is a 64-bit integer. */
export type JsonSchemaType =
  | 'string'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'object'
  | 'array'
  | 'null';

/**
 * What a value of a component is to the portal, beyond its JSON type.
 *
 * - `artifact`: a file or folder, {@link ArtifactValue}
 * - `test-report`: an artifact that holds JUnit XML
 * - `image`: `{ repository, digest, tag? }` of an OCI image that the step pushed
 * - `sbom`: an artifact that lists what something was made of
 * - `deployment`: `{ environment, … }`
 */
export type DopMark =
  | 'artifact'
  | 'test-report'
  | 'image'
  | 'sbom'
  | 'deployment';

/**
 * The part of JSON Schema (draft 7) that describes inputs and outputs. A schema
 * that uses another keyword is refused when the component is published, because
 * the linter could not tell whether a link fits.
 */
export interface JsonSchema {
  $schema?: string;
  title?: string;
  description?: string;
  default?: JsonValue;
  examples?: JsonValue[];
  /** At most one type beside `null`. */
  type?: JsonSchemaType | JsonSchemaType[];
  const?: JsonValue;
  enum?: JsonValue[];
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  multipleOf?: number;
  items?: JsonSchema;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  /** A schema makes the object a map: any name, values of that schema. */
  additionalProperties?: boolean | JsonSchema;
  minProperties?: number;
  maxProperties?: number;
  'x-dop'?: DopMark;
}

/** A schema of the inputs or outputs as a whole. */
export interface ObjectSchema extends JsonSchema {
  type: 'object';
}

/**
 * A file or folder. A component writes only `path`, below `outputs/`; the runner
 * packs it and fills in the rest. A folder is packed as a canonical tar.
 */
export interface ArtifactValue extends JsonObject {
  /** Relative to the work folder, forward slashes. */
  path: string;
  /** `sha256:` and 64 hexadecimal digits. */
  digest: string;
  /** Bytes. */
  size: number;
  /** `application/x-tar` for a folder. */
  mediaType: string;
}
