import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  ComponentDefinition,
  ResolvedComponent,
} from '@dop/plugin-components-common';
import { parse } from 'yaml';
import type { ComponentResolver } from '../language/ComponentUses';

const folder = join(__dirname, '../../../../components');

function read(name: string): ResolvedComponent {
  const { metadata, spec }: ComponentDefinition = parse(
    readFileSync(join(folder, name, 'component.yaml'), 'utf8'),
  );
  return {
    ref: `dop/${metadata.name}@${spec.version}`,
    namespace: 'dop',
    name: metadata.name,
    version: spec.version,
    sourceDigest: `sha256:${'0'.repeat(64)}`,
    contract: spec.contract ?? 'dop/v1',
    process: spec.process,
    inputs: spec.inputs,
    outputs: spec.outputs,
    variables: spec.variables ?? [],
    resources: spec.resources ?? {},
    network: spec.network ?? 'none',
    trusted: true,
  };
}

let shipped: ResolvedComponent[] | undefined;

/** The components that ship with the portal, as their folders say. */
export const resolveShippedComponent: ComponentResolver = uses => {
  shipped ??= readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => read(entry.name));
  const [name, version] = uses.split('@');
  return (
    shipped.find(
      one =>
        `dop/${one.name}` === name &&
        `${one.version}.`.startsWith(`${version}.`),
    ) ?? { problem: `There is no component ${uses}.` }
  );
};
