import type { JsonObject } from '@backstage/types';
import { parseUses, type ObjectSchema } from '@dop/plugin-components-common';
import {
  whyBadName,
  type Drawing,
  type StepPorts,
} from '@dop/plugin-pipelines-common';
import { onlyPair, pairsOf } from '../model/pairs';
import { freeName, stepNameOf } from '../model/stepNames';

/** What can be dragged out of the palette: a component, or a kind of step. */
export const dragType = 'application/x-dop-component';

export const stepKinds = ['approve', 'workflow', 'delay'] as const;
export type StepKind = (typeof stepKinds)[number];

/** The field that says what it does, with what must be there, empty. */
const kindFields: Record<StepKind, JsonObject> = {
  approve: { approve: { by: [] } },
  workflow: { workflow: '' },
  delay: { delay: '' },
};

/** `dop/node-test@1`: the range in which nothing breaks. */
export function usesOf(component: {
  namespace: string;
  name: string;
  version: string;
}): string {
  const { namespace, name, version } = component;
  const [major, minor] = version.split('.');
  const range = major === '0' ? `${major}.${minor}` : major;
  return `${namespace}/${name}@${version.includes('-') ? version : range}`;
}

function nameOf(wanted: string): string {
  return (
    stepKinds.find(kind => kind === wanted) ?? parseUses(wanted)?.name ?? 'step'
  );
}

/**
 * A step for what was chosen in the palette. It has no invented values: an input
 * is fed only where exactly one output of the step before it fits.
 *
 * @param chosen - a kind of step, or the text of `uses`
 * @param inputs - of the component, where they are known
 */
export function newStep(options: {
  chosen: string;
  inputs?: ObjectSchema;
  drawing: Drawing;
  ports: Record<string, StepPorts>;
  after?: string;
}): { id: string; fields: JsonObject } {
  const { chosen, inputs, drawing, ports, after } = options;
  const id = freeName(
    stepNameOf(nameOf(chosen)),
    new Set(drawing.steps.map(step => step.id)),
    whyBadName,
  );
  const kind = stepKinds.find(each => each === chosen);
  const pair =
    after && onlyPair(pairsOf(ports[after], inputs && { inputs }, {}));
  return {
    id,
    fields: {
      ...(kind ? {} : { uses: chosen }),
      ...(after && !pair && { needs: [after] }),
      ...(kind && kindFields[kind]),
      ...(pair && {
        with: { [pair.input]: `\${{ steps.${after}.outputs.${pair.output} }}` },
      }),
    },
  };
}
