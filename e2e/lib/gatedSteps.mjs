// Workflows that only a person starts, with steps that wait for a file, so that
// each moment of a run lasts as long as a test needs it.
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startWorkflow } from './badDays.mjs';

/** A step of `dop/shell`; `more` are further fields. */
export const shell = (script, more = '') =>
  `{ ${more}uses: dop/shell@1, with: { script: ${JSON.stringify(script)} } }`;

/**
 * @param place - the portal, and the folder in which the gates are
 * @param own - repository and working copy
 */
export function gatedSteps(place, { repository, copy }) {
  const isOpen = gate => `[ -e ${join(place.outside, gate)} ]`;
  return {
    /** A script that fails unless the gate of this name is open. */
    isOpen,
    /** A script that goes on when it is. */
    behind: gate => `until ${isOpen(gate)}; do sleep 0.1; done`,
    openGate: gate => writeFile(join(place.outside, gate), ''),

    /** Pushes such a workflow; gives its first run. */
    async start(name, ...steps) {
      const commit = await copy.pushFiles({
        [`.dop/${name}.yaml`]: `apiVersion: dop/v1
kind: Workflow
metadata: { name: ${name} }
spec:
  triggers: { manual: {} }
  steps:
${steps.map(each => `    ${each}\n`).join('')}`,
      });
      return startWorkflow(place.ada, repository, name, commit);
    },
  };
}
