import type { JsonValue } from '@backstage/types';
import type { JsonSchema } from '@dop/plugin-components-common';
import { markedPlaces } from '@dop/plugin-pipelines-engine';

/** An image as an output names it. */
export type ImageValue = { repository: string; digest: string; tag?: string };

/** Values of outputs that the schema marks as images. */
export function imagesIn(
  schema: JsonSchema | undefined,
  value: JsonValue | undefined,
): ImageValue[] {
  return schema
    ? markedPlaces(schema, value)
        .filter(({ mark }) => mark === 'image')
        .flatMap(place => imageOf(place.value) ?? [])
    : [];
}

/** The value as an image; undefined if it is none. */
export function imageOf(value: JsonValue | undefined): ImageValue | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return undefined;
  }
  const { repository, digest, tag } = value;
  return typeof repository === 'string' && typeof digest === 'string'
    ? { repository, digest, ...(typeof tag === 'string' && { tag }) }
    : undefined;
}
