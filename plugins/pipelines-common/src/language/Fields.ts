import { nearestName } from '../expressions/names';
import type { Located, Range, SourceFile } from '../source/SourceFile';
import {
  describe,
  type SourceEntry,
  type SourceMap,
  type SourceNode,
} from '../source/SourceNode';
import { parseDuration } from './durations';
import type { FieldTable } from './fieldTable';

/**
 * The fields of one map. Each finding says where it is and what was expected.
 * Only what stands in the map's table can be taken, so that the schema for
 * editors, which is made from the same tables, knows every field.
 */
export class Fields<Name extends string> {
  readonly #source: SourceFile;
  readonly #map: SourceMap;
  readonly #what: string;
  readonly #known: string[];

  private constructor(
    source: SourceFile,
    map: SourceMap,
    what: string,
    known: string[],
  ) {
    this.#source = source;
    this.#map = map;
    this.#what = what;
    this.#known = known;
  }

  /**
   * Fields that there are not become findings at once.
   *
   * @param what - for sentences: `a step`
   */
  static create<T extends FieldTable>(
    source: SourceFile,
    node: SourceNode,
    what: string,
    table: T,
  ): Fields<keyof T & string> | undefined {
    if (node.kind !== 'map') {
      source.report(
        node.at,
        'wrong-type',
        `${what} must be a map, found ${describe(node)}.`,
      );
      return undefined;
    }
    const fields = new Fields<keyof T & string>(
      source,
      node,
      what,
      Object.keys(table),
    );
    fields.#checkNames();
    return fields;
  }

  get at(): Range {
    return this.#map.at;
  }

  take(name: Name): SourceEntry | undefined {
    return this.#map.entries.find(entry => entry.key === name);
  }

  /** Like `take`, and a finding where it is missing. */
  need(name: Name, hint: string): SourceEntry | undefined {
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
  text(name: Name): Located<string> | undefined {
    const entry = this.take(name);
    return entry && this.#asText(entry.value, `"${name}"`);
  }

  #asText(node: SourceNode, what: string): Located<string> | undefined {
    if (node.kind === 'scalar' && typeof node.value === 'string') {
      if (node.value.trim() !== '' && node.value.length <= 2_000) {
        return { value: node.value, at: node.at };
      }
    }
    this.#wrong(node, what, 'text');
    return undefined;
  }

  boolean(name: Name): boolean | undefined {
    const entry = this.take(name);
    if (!entry) {
      return undefined;
    }
    const { value: node } = entry;
    if (node.kind === 'scalar' && typeof node.value === 'boolean') {
      return node.value;
    }
    this.#wrong(node, `"${name}"`, 'true or false');
    return undefined;
  }

  integer(name: Name, least: number, most: number): number | undefined {
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
    this.#wrong(node, `"${name}"`, `a whole number from ${least} to ${most}`);
    return undefined;
  }

  duration(name: Name): number | undefined {
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
      this.#wrong(node, `"${name}"`, 'a duration such as 90s, 10m, 1h or 7d');
    }
    return duration;
  }

  oneOf<T extends string>(name: Name, values: readonly T[]): T | undefined {
    const entry = this.take(name);
    if (!entry) {
      return undefined;
    }
    const { value: node } = entry;
    const found = values.find(
      value => node.kind === 'scalar' && node.value === value,
    );
    if (found === undefined) {
      this.#wrong(node, `"${name}"`, values.join(', '));
    }
    return found;
  }

  /** A list of text, or one text for a list of one. */
  texts(name: Name): Located<string>[] | undefined {
    const entry = this.take(name);
    if (!entry) {
      return undefined;
    }
    const { value: node } = entry;
    const items = node.kind === 'list' ? node.items : [node];
    return items.flatMap(
      item => this.#asText(item, `An element of "${name}"`) ?? [],
    );
  }

  #checkNames(): void {
    const known = this.#known;
    for (const { key, keyAt } of this.#map.entries) {
      if (known.includes(key)) {
        continue;
      }
      if (key === '<<') {
        this.#source.report(
          keyAt,
          'unknown-field',
          `${
            this.#what
          } merges another map by "<<", which YAML 1.2 does not have. Write its fields out; a whole value may be an alias (*name).`,
        );
        continue;
      }
      const near = nearestName(key, known);
      this.#source.report(
        keyAt,
        'unknown-field',
        `${this.#what} has no field "${key.slice(0, 80)}"${
          near
            ? `. Did you mean "${near}"?`
            : `; known: ${known.join(', ') || 'none'}.`
        }`,
        near ? { fix: { title: `Change to "${near}"`, newText: near } } : {},
      );
    }
  }

  #wrong(node: SourceNode, what: string, expected: string): void {
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
