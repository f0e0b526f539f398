import type { ResolvedComponent } from '@dop/plugin-components-common';
import type { Located, SourceFile } from '../source/SourceFile';

/** A version of a component, or a sentence why there is none. */
export type ComponentResolver = (
  uses: string,
) => ResolvedComponent | { problem: string };

export const usesPattern =
  /^[a-z0-9]([a-z0-9-]*[a-z0-9])?\/[a-z0-9]([a-z0-9-]*[a-z0-9])?@[0-9A-Za-z.^~<>=*+-]{1,60}$/;

/** The components that a file uses, each resolved once. */
export class ComponentUses {
  readonly #source: SourceFile;
  readonly #resolve: ComponentResolver;
  readonly #found = new Map<string, ResolvedComponent | undefined>();

  constructor(source: SourceFile, resolve: ComponentResolver) {
    this.#source = source;
    this.#resolve = resolve;
  }

  /** Exact versions, by the text of `uses`. */
  get all(): Record<string, ResolvedComponent> {
    return Object.fromEntries(
      [...this.#found].flatMap(([uses, component]) =>
        component ? [[uses, component]] : [],
      ),
    );
  }

  /** The component at a place; undefined after a finding. */
  get(uses: Located<string>): ResolvedComponent | undefined {
    if (!this.#found.has(uses.value)) {
      this.#found.set(uses.value, this.#find(uses));
    }
    return this.#found.get(uses.value);
  }

  #find({ value, at }: Located<string>): ResolvedComponent | undefined {
    if (!usesPattern.test(value)) {
      this.#source.report(
        at,
        'unknown-component',
        `"${value.slice(
          0,
          80,
        )}" does not name a component. Write namespace/name@version, such as dop/shell@1.`,
      );
      return undefined;
    }
    const resolved = this.#resolve(value);
    if ('problem' in resolved) {
      this.#source.report(at, 'unknown-component', resolved.problem);
      return undefined;
    }
    if (resolved.contract !== 'dop/v1') {
      this.#source.report(
        at,
        'not-in-this-version',
        `${resolved.ref} has the contract ${resolved.contract}, and only dop/v1 works in this version of the portal, so this file does not run.`,
      );
    }
    if (resolved.deprecated) {
      this.#source.report(at, 'deprecated-component', resolved.deprecated, {
        severity: 'warning',
      });
    }
    return resolved;
  }
}
