import { nearestName } from '../expressions/names';
import type { Located, Range, SourceFile } from '../source/SourceFile';
import {
  describe,
  type SourceEntry,
  type SourceMap,
  type SourceNode,
} from '../source/SourceNode';
import { parseDuration } from './durations';
import { notInThisVersion } from './notInThisVersion';

/**
 * The fields of one map, taken one by one; what is left over at the end is not
 * known. Each finding says where it is and what was expected.
 */
export class Fields {
  readonly #source: SourceFile;
  readonly #map: SourceMap;
  readonly #what: string;
  readonly #taken = new Set<string>();

  private constructor(source: SourceFile, map: SourceMap, what: string) {
    this.#source = source;
    this.#map = map;
    this.#what = what;
  }

  /** @param what - for sentences: `a step` */
  static create(
    source: SourceFile,
    node: SourceNode,
    what: string,
  ): Fields | undefined {
    if (node.kind !== 'map') {
      source.report(
        node.at,
        'wrong-type',
        `${what} must be a map, found ${describe(node)}.`,
      );
      return undefined;
    }
    return new Fields(source, node, what);
  }

  get at(): Range {
    return this.#map.at;
  }

  take(name: string): SourceEntry | undefined {
    this.#taken.add(name);
    return this.#map.entries.find(entry => entry.key === name);
  }

  /** Like `take`, and a finding where it is missing. */
  need(name: string, hint: string): SourceEntry | undefined {
    const entry = this.take(name);
    if (!entry) {
      this.#source.report(
        { start: this.at.start, end: this.at.start + 1 },
        'missing-field',
        `${this.#what} needs "${name}": ${hint}`,
      );
    }
    return entry;
  }

  /** Text that is not empty. */
  text(name: string): Located<string> | undefined {
    const entry = this.take(name);
    return entry && this.asText(entry.value, `"${name}"`);
  }

  asText(node: SourceNode, what: string): Located<string> | undefined {
    if (node.kind === 'scalar' && typeof node.value === 'string') {
      if (node.value.trim() !== '' && node.value.length <= 2_000) {
        return { value: node.value, at: node.at };
      }
    }
    this.wrong(node, what, 'text');
    return undefined;
  }

  boolean(name: string): boolean | undefined {
    const entry = this.take(name);
    if (!entry) {
      return undefined;
    }
    const { value: node } = entry;
    if (node.kind === 'scalar' && typeof node.value === 'boolean') {
      return node.value;
    }
    this.wrong(node, `"${name}"`, 'true or false');
    return undefined;
  }

  integer(name: string, least: number, most: number): number | undefined {
    const entry = this.take(name);
    if (!entry) {
      return undefined;
    }
    const { value: node } = entry;
    if (
      node.kind === 'scalar' &&
      typeof node.value === 'number' &&
      Number.isInteger(node.value) &&
      node.value >= least &&
      node.value <= most
    ) {
      return node.value;
    }
    this.wrong(node, `"${name}"`, `a whole number from ${least} to ${most}`);
    return undefined;
  }

  duration(name: string): number | undefined {
    const entry = this.take(name);
    if (!entry) {
      return undefined;
    }
    const { value: node } = entry;
    const duration =
      node.kind === 'scalar' && typeof node.value === 'string'
        ? parseDuration(node.value)
        : undefined;
    if (duration === undefined) {
      this.wrong(node, `"${name}"`, 'a duration such as 90s, 10m, 1h or 7d');
    }
    return duration;
  }

  oneOf<T extends string>(name: string, values: readonly T[]): T | undefined {
    const entry = this.take(name);
    if (!entry) {
      return undefined;
    }
    const { value: node } = entry;
    const found = values.find(
      value => node.kind === 'scalar' && node.value === value,
    );
    if (found === undefined) {
      this.wrong(node, `"${name}"`, values.join(', '));
    }
    return found;
  }

  /** A list of text, or one text for a list of one. */
  texts(name: string): Located<string>[] | undefined {
    const entry = this.take(name);
    if (!entry) {
      return undefined;
    }
    const { value: node } = entry;
    const items = node.kind === 'list' ? node.items : [node];
    return items.flatMap(
      item => this.asText(item, `An element of "${name}"`) ?? [],
    );
  }

  /** Fields that are known and not executed, see `notInThisVersion`. */
  notYet(prefix: string, names: string[]): void {
    for (const name of names) {
      const entry = this.take(name);
      const what = notInThisVersion[`${prefix}.${name}`];
      if (entry && what) {
        this.#source.report(
          entry.keyAt,
          'not-in-this-version',
          `${what} ("${name}") does not work in this version of the portal, so this file does not run. Remove it.`,
        );
      }
    }
  }

  /** Reports every field that nobody took. */
  end(): void {
    for (const { key, keyAt } of this.#map.entries) {
      if (this.#taken.has(key)) {
        continue;
      }
      const near = nearestName(key, [...this.#taken]);
      this.#source.report(
        keyAt,
        'unknown-field',
        `${this.#what} has no field "${key.slice(0, 80)}"${
          near
            ? `. Did you mean "${near}"?`
            : `; known: ${[...this.#taken].join(', ')}.`
        }`,
        near ? { fix: { title: `Change to "${near}"`, newText: near } } : {},
      );
    }
  }

  wrong(node: SourceNode, what: string, expected: string): void {
    this.#source.report(
      node.at,
      'wrong-type',
      `${what} must be ${expected}, found ${
        node.kind === 'scalar' && node.value !== null
          ? JSON.stringify(node.value).slice(0, 60)
          : describe(node)
      }.`,
    );
  }
}
