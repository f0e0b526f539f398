import type { JsonObject, JsonValue } from '@backstage/types';
import type { JsonSchema } from '@dop/plugin-components-common';
import { markedPlaces } from '@dop/plugin-pipelines-engine';
import { imageOf, imagesIn } from '../events/imagesIn';
import type { ToldAttempt } from './CdEventStore';
import type { Produced } from './JournalLine';

const mostDeployments = 20;

/**
 * What an attempt that is over left and CDEvents has a word for. Only an attempt
 * that succeeded has deployed something.
 *
 * @param schema - of its outputs
 */
export function producedBy(
  { files, outputs }: ToldAttempt,
  schema: JsonSchema | undefined,
  state: string | undefined,
): Produced[] {
  const sboms = files.filter(({ mark }) => mark === 'sbom');
  const images = imagesIn(schema, outputs);
  // One of each belong together.
  const sbom =
    sboms.length === 1 && images.length === 1 ? sboms[0].digest : undefined;
  const deployments =
    schema && state === 'succeeded'
      ? markedPlaces(schema, outputs)
          .filter(({ mark }) => mark === 'deployment')
          .slice(0, mostDeployments)
          .flatMap(({ value }) => deploymentOf(value))
      : [];
  return [
    ...files
      .filter(({ mark }) => mark === 'test-report')
      .map(({ output, digest }) => ({
        kind: 'test-report' as const,
        output,
        digest,
      })),
    ...images.map(image => ({ kind: 'image' as const, ...image, sbom })),
    ...sboms.map(({ output, digest, mediaType }) => ({
      kind: 'sbom' as const,
      output,
      digest,
      mediaType,
    })),
    ...deployments,
  ];
}

function deploymentOf(value: JsonValue): Produced[] {
  const { environment, image } = value as JsonObject;
  return typeof environment === 'string'
    ? [{ kind: 'deployment', environment, image: imageOf(image) }]
    : [];
}
