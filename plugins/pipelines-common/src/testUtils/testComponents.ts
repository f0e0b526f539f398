import type {
  ObjectSchema,
  ResolvedComponent,
} from '@dop/plugin-components-common';
import type { ComponentResolver } from '../language/ComponentUses';

function component(
  name: string,
  inputs: ObjectSchema,
  outputs: ObjectSchema,
  more: Partial<ResolvedComponent> = {},
): ResolvedComponent {
  return {
    ref: `dop/${name}@1.0.0`,
    namespace: 'dop',
    name,
    version: '1.0.0',
    sourceDigest: `sha256:${'0'.repeat(64)}`,
    contract: 'dop/v1',
    inputs,
    outputs,
    variables: [],
    resources: { timeout: '10m' },
    network: 'none',
    trusted: true,
    ...more,
  };
}

const components = [
  component(
    'git-checkout',
    {
      type: 'object',
      properties: {
        repository: { type: 'string' },
        commit: { type: 'string' },
        depth: { type: 'integer', minimum: 1 },
      },
      required: ['repository', 'commit'],
      additionalProperties: false,
    },
    {
      type: 'object',
      properties: { tree: { 'x-dop': 'artifact' }, commit: { type: 'string' } },
      required: ['tree'],
    },
  ),
  component(
    'node-test',
    {
      type: 'object',
      properties: {
        source: { 'x-dop': 'artifact' },
        shard: { type: 'integer' },
        shards: { type: 'integer', default: 1 },
        flags: { type: 'array', items: { type: 'string' } },
        reporter: { type: 'string', enum: ['junit', 'tap'] },
      },
      required: ['source', 'shards'],
      additionalProperties: false,
    },
    {
      type: 'object',
      properties: {
        report: { 'x-dop': 'test-report' },
        passed: { type: 'integer' },
        ratio: { type: 'number' },
        note: { type: ['string', 'null'] },
        anything: {},
        coverage: { 'x-dop': 'artifact' },
      },
      required: ['report', 'passed', 'ratio', 'note', 'anything'],
    },
  ),
  component(
    'image-pack',
    {
      type: 'object',
      properties: {
        source: { 'x-dop': 'artifact' },
        repository: { type: 'string' },
        tag: { type: 'string' },
      },
      required: ['source', 'repository'],
      additionalProperties: false,
    },
    {
      type: 'object',
      properties: {
        image: {
          'x-dop': 'image',
          type: 'object',
          properties: {
            repository: { type: 'string' },
            digest: { type: 'string' },
          },
          required: ['repository', 'digest'],
        },
      },
      required: ['image'],
    },
  ),
  component(
    'shell',
    {
      type: 'object',
      properties: {
        script: { type: 'string' },
        number: { type: 'number' },
        reports: { type: 'array', items: { 'x-dop': 'test-report' } },
        image: { 'x-dop': 'image', type: 'object' },
        data: {},
        labels: {
          type: 'object',
          additionalProperties: { type: 'string' },
        },
      },
      required: ['script'],
      additionalProperties: false,
    },
    { type: 'object', properties: { text: { type: 'string' } } },
  ),
  component(
    'seed',
    { type: 'object' },
    { type: 'object' },
    { contract: 'containerops/v2' },
  ),
  component(
    'publish',
    { type: 'object', additionalProperties: false },
    { type: 'object' },
    {
      variables: [
        { name: 'TOKEN', secret: true, required: true },
        { name: 'LEVEL' },
      ],
    },
  ),
];

/** Components for the tests of the language. */
export const resolveTestComponent: ComponentResolver = uses => {
  const found = components.find(
    ({ name }) => uses === `dop/${name}@1` || uses === `dop/${name}@1.0.0`,
  );
  return found ?? { problem: `There is no component ${uses}.` };
};
