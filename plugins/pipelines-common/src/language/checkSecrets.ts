import type { ResolvedComponent } from '@dop/plugin-components-common';
import { listNames, nearestName } from '../expressions/names';
import type { SourceFile } from '../source/SourceFile';
import type { StepSyntax } from './syntax';

/**
 * Binds secrets to the variables that a component declares secret, and refuses
 * everything else: a secret has no other way into a step.
 */
export function checkSecrets(
  source: SourceFile,
  { secrets }: StepSyntax,
  component: ResolvedComponent,
): Record<string, string> {
  const names = component.variables
    .filter(variable => variable.secret)
    .map(({ name }) => name);
  for (const { variable } of secrets) {
    const declared = component.variables.find(
      ({ name }) => name === variable.value,
    );
    if (declared && !declared.secret) {
      source.report(
        variable.at,
        'wrong-type',
        `${component.ref} does not keep ${
          variable.value
        } secret: it may end up in logs. Set it in "env", or bind ${listNames(
          names,
        )}.`,
      );
    } else if (!declared) {
      const near = nearestName(variable.value, names);
      source.report(
        variable.at,
        'unknown-name',
        `${component.ref} has no secret variable ${variable.value.slice(
          0,
          80,
        )}${
          near ? `. Did you mean ${near}?` : `; there is ${listNames(names)}.`
        }`,
        near ? { fix: { title: `Change to ${near}`, newText: near } } : {},
      );
    }
  }
  return Object.fromEntries(
    secrets.map(({ variable, secret }) => [variable.value, secret.value]),
  );
}
